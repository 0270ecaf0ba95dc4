import type { DryRun, RecipientPreview, SendRequest } from '../../../client/index.ts';
import { codePointOf } from '../../code-point.ts';
import type { Recipient } from './recipients.ts';

/** What the API says about a recipient; without `preview`: nothing yet. */
export interface Verdict {
  readonly recipient: Recipient;
  readonly preview: RecipientPreview | undefined;
}

/** A dry run and its request. */
export interface Check {
  readonly request: SendRequest;
  readonly dryRun: DryRun;
  /** A dry run with the encoding `smart`, if the text has characters that force UCS-2. */
  readonly smart?: DryRun;
}

/** Stand-ins for what is not written yet, because the API makes no dry run without a recipient or text. */
export const nobody = '-';
export const noText = '.';

/**
 * The verdicts of a dry run for the present recipients, matched by how they are written. So recipients that were in the
 * request need not wait for the next one.
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

/** Rejected recipients first, then those that were not checked yet, then all others. */
export const inOrder = (verdicts: readonly Verdict[]): readonly Verdict[] => [
  ...verdicts.filter(isRefused),
  ...verdicts.filter(({ preview }) => preview === undefined),
  ...verdicts.filter(getsIt),
];

export interface Tally {
  /** How many get the message, how many do not, and how many were not checked yet. */
  readonly good: number;
  readonly bad: number;
  readonly unchecked: number;
  /** The sum for those that get the message. */
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
    unchecked: verdicts.length - good.length - bad,
    segments: sum(({ segments }) => segments ?? 0),
    credits: sum(({ credits }) => credits),
  };
};

/**
 * Whether smart encoding is on: as the form says (`smart`, `auto`), or else by the account's default. That default
 * shows only if it has replaced a character.
 */
export const isSmart = (encoding: string, replaced: DryRun['replaced']): boolean =>
  encoding === 'smart' || (encoding === '' && replaced.length > 0);

/** The text after the API has replaced characters. */
export const asReplaced = (text: string, replaced: DryRun['replaced']): string =>
  replaced.reduce((done, { from, to }) => done.replaceAll(from, to), text);

/** A character, or its Unicode number if it is invisible. */
export const shownCharacter = (character: string): string =>
  /^[\s\p{C}\p{Default_Ignorable_Code_Point}]+$/u.test(character)
    ? Array.from(character, codePointOf).join(' ')
    : character;
