import { now as start } from '../support/model/messages.ts';
import { type Dice, diceFor } from './dice.ts';
import { swissNumber } from './request.ts';
import { type AccountName, accounts, changed, firstSettings, prepaid, type Settings } from './settings.ts';
import { minute } from './timing.ts';
import type { StormName } from './troubles.ts';

/** What happens, at a time in milliseconds since the beginning. */
export type Step = { readonly id: number; readonly at: number } & (
  | {
      readonly kind: 'send';
      readonly account: AccountName;
      /** The request's name, which alone decides what the request asks for. */
      readonly request: string;
      readonly key: string | undefined;
      /** How many processes make it at the same time. */
      readonly atOnce: number;
    }
  | { readonly kind: 'dryRun'; readonly account: AccountName; readonly request: string; readonly atOnce: number }
  | {
      /** A number is added to its account's suppression list, or removed. */
      readonly kind: 'suppress' | 'unsuppress';
      readonly account: AccountName;
      readonly number: string;
      readonly atOnce: number;
    }
  | { readonly kind: 'cancel' | 'refresh'; readonly request: string; readonly atOnce: number }
  | { readonly kind: 'sweep'; readonly interval: number; readonly atOnce: number; readonly handsOver: boolean }
  | { readonly kind: 'followUp' }
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'credits'; readonly amount: number }
  | { readonly kind: 'storm'; readonly storm: StormName; readonly millis: number }
);

/** Everything that a seed causes, in order. */
export const scriptOf = (seed: number): readonly Step[] => {
  const script: Step[] = [];
  const dice = diceFor(seed, 'script');
  const count = dice.between(20, 80);
  let at = 0;
  let settings = firstSettings;
  for (let id = 1; id <= count; id += 1) {
    at += gapOf(dice);
    const step: Step = { id, at, ...whatOf(id, dice, script, settings) };
    if (step.kind === 'settings') settings = step.settings;
    script.push(step);
  }
  return script;
};

const gapOf = (dice: Dice): number => {
  const kind = dice.roll();
  if (kind < 0.35) return dice.between(0, 300);
  if (kind < 0.65) return dice.between(300, 15_000);
  if (kind < 0.9) return dice.between(15_000, 90_000);
  if (kind < 0.985) return dice.between(2 * minute, 40 * minute);
  return dice.between(60 * minute, dice.oneOf([24 * 60, 24 * 60, 80 * 60]) * minute);
};

type What = Step extends infer Each ? (Each extends Step ? Omit<Each, 'id' | 'at'> : never) : never;

const whatOf = (id: number, dice: Dice, before: readonly Step[], settings: Settings): What => {
  const sent = before.flatMap((step) => (step.kind === 'send' ? [step] : []));
  const earlier = sent.slice(-8)[dice.between(0, 7)] ?? sent.at(-1);
  const put = before.flatMap((step) => (step.kind === 'suppress' ? [step] : []));
  const listed = put.at(-dice.between(1, 3)) ?? put.at(-1);
  const last = before.at(-1);
  if (last?.kind === 'send' && dice.chance(0.15)) return aSuppression(last.account, dice);
  const kind = dice.roll();
  if (kind < 0.34 || earlier === undefined) return aSend(id, dice);
  if (kind < 0.43 && earlier.key !== undefined) return { ...again(earlier), atOnce: dice.oneOf([1, 1, 1, 3]) };
  if (kind < 0.5) return { kind: 'cancel', request: earlier.request, atOnce: dice.oneOf([1, 1, 2, 3]) };
  if (kind < 0.54) return { kind: 'refresh', request: earlier.request, atOnce: dice.oneOf([1, 1, 2]) };
  if (kind < 0.74) return aSweep(dice);
  if (kind < 0.78) return { kind: 'followUp' };
  if (kind < 0.82) return { kind: 'settings', settings: changed(settings, dice) };
  if (kind < 0.84) return { kind: 'credits', amount: dice.between(1, 100) };
  if (kind < 0.88) return aSuppression(earlier.account, dice);
  if (kind < 0.9) return takenOff(listed ?? aSuppression(earlier.account, dice));
  if (kind < 0.93)
    return { kind: 'dryRun', account: dice.oneOf([...accounts, prepaid]), request: `unkeyed-${id}`, atOnce: 1 };
  const [first, ...others] = stormNames;
  const millis = dice.between(5_000, dice.oneOf([30_000, 2 * minute, 10 * minute]));
  return { kind: 'storm', storm: dice.oneOf([first, ...others]), millis };
};

const stormNames: readonly [StormName, ...StormName[]] = [
  'upstream out of reach',
  'upstream in confusion',
  'store out of reach',
  'store slow',
  'index slow',
];

const again = ({ account, request, key }: Extract<Step, { kind: 'send' }>) =>
  ({ kind: 'send', account, request, key }) as const;

/** A request. Under a key that was used before, it may be a different one. */
const aSend = (id: number, dice: Dice): What => {
  const account = dice.oneOf(accounts);
  const key = dice.chance(0.7) ? `k${dice.between(1, 5)}` : undefined;
  const request =
    key === undefined ? `unkeyed-${id}` : `${account}-${key}-${dice.oneOf(['one', 'one', 'one', 'other'])}`;
  return { kind: 'send', account, request, key, atOnce: key === undefined ? 1 : dice.oneOf([1, 1, 1, 1, 2, 4]) };
};

const aSuppression = (account: AccountName, dice: Dice) =>
  ({
    kind: 'suppress',
    account,
    number: swissNumber(dice.oneOf([0, 0, 1, 2])),
    atOnce: dice.oneOf([1, 1, 1, 2]),
  }) as const;

const takenOff = ({ account, number, atOnce }: Omit<ReturnType<typeof aSuppression>, 'kind'>) =>
  ({ kind: 'unsuppress', account, number, atOnce }) as const;

const aSweep = (dice: Dice): What => ({
  kind: 'sweep',
  interval: dice.oneOf([1, 1, 1, 5, 180]),
  atOnce: dice.oneOf([1, 1, 1, 2, 3]),
  handsOver: dice.chance(0.85),
});

/** A step in words. */
export const inWords = (step: Pick<Step, 'id' | 'at'> & { readonly kind: string }): string => {
  const { id, at, kind, ...rest } = step;
  const time = new Date(start.getTime() + at).toISOString().slice(5, 23).replace('T', ' ');
  return `${String(id).padStart(3)}  ${time}  ${kind} ${JSON.stringify(rest)}`;
};
