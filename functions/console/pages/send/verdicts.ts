import type { DryRun, RecipientPreview, SendRequest } from '../../../client/index.ts';
import { codePointOf } from '../../code-point.ts';
import type { Recipient } from './recipients.ts';

/** What the API says of a recipient; without `preview`: it has not said anything yet. */
export interface Verdict {
  readonly recipient: Recipient;
  readonly preview: RecipientPreview | undefined;
}

/** A dry run, and of what. */
export interface Check {
  readonly request: SendRequest;
  readonly dryRun: DryRun;
  /** What the text would be with the encoding `smart`, where it has characters that force UCS-2. */
  readonly smart?: DryRun;
}

/** In place of what is not written yet: there is no dry run of nobody, or of nothing. */
export const nobody = '-';
export const noText = '.';

/**
 * The verdicts of a dry run for those that stand there now, by how they are written: who was there when it was asked need not
 * wait for the next.
 */
export const verdictsFor = (recipients: readonly Recipient[], check: Check | undefined): readonly Verdict[] => {
  const previews = new Map<string, RecipientPreview[]>();
  for (const preview of check?.dryRun.recipients ?? []) {
    const to = [check?.request.to ?? []].flat()[preview.index];
    if (to === undefined) continue;
    const same = previews.get(to);
    if (same) same.push(preview);
    else previews.set(to, [preview]);
  }
  return recipients.map((recipient) => ({ recipient, preview: previews.get(recipient.to)?.shift() }));
};

const getsIt = ({ preview }: Verdict): boolean => preview?.verdict === 'send';
export const isRefused = ({ preview }: Verdict): boolean => preview !== undefined && preview.verdict !== 'send';

/** Those that get nothing first, then those that are to be looked at yet. */
export const inOrder = (verdicts: readonly Verdict[]): readonly Verdict[] => [
  ...verdicts.filter(isRefused),
  ...verdicts.filter(({ preview }) => preview === undefined),
  ...verdicts.filter(getsIt),
];

export interface Tally {
  /** How many get it, how many do not, and of how many it is not known yet. */
  readonly good: number;
  readonly bad: number;
  readonly open: number;
  /** Of those that get it. */
  readonly segments: number;
  readonly credits: number;
}

export const tally = (verdicts: readonly Verdict[]): Tally => {
  const good = verdicts.filter(getsIt);
  const bad = verdicts.filter(isRefused).length;
  const sum = (of: (preview: RecipientPreview) => number) =>
    good.reduce((total, { preview }) => total + (preview ? of(preview) : 0), 0);
  return {
    good: good.length,
    bad,
    open: verdicts.length - good.length - bad,
    segments: sum(({ segments }) => segments ?? 0),
    credits: sum(({ credits }) => credits),
  };
};

/**
 * Whether characters are replaced: as the form says (`smart`, `auto`), or as the account has it where that leaves it open, which
 * shows only where there was one to replace.
 */
export const isSmart = (encoding: string, replaced: DryRun['replaced']): boolean =>
  encoding === 'smart' || (encoding === '' && replaced.length > 0);

/** The text as it goes out where the API replaces characters. */
export const asReplaced = (text: string, replaced: DryRun['replaced']): string =>
  replaced.reduce((done, { from, to }) => done.replaceAll(from, to), text);

/** A character, or, where one would not see it, its number in Unicode. */
export const shownCharacter = (character: string): string =>
  /^[\s\p{C}\p{Default_Ignorable_Code_Point}]+$/u.test(character)
    ? Array.from(character, codePointOf).join(' ')
    : character;
