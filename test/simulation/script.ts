import type { SendRequest, SendRules } from '../../functions/messages/plan.ts';
import { now as start } from '../support/model/messages.ts';
import { type Dice, diceFor } from './dice.ts';
import { type StormName, storms } from './troubles.ts';

const minute = 60_000;

/** Its messages are charged to its own credits, most of the time. */
export const prepaid = 'acc_prepaid';
const accounts = ['acc_shop', prepaid, 'acc_limited'] as const;
export type AccountName = (typeof accounts)[number];

/** What an administrator may change between two runs. */
export interface Settings {
  readonly allowedCountries: readonly string[];
  readonly region: string;
  /** The account's default. */
  readonly sender: string | undefined;
  readonly maxSegments: number;
  readonly storeText: boolean;
  /** Of the account that can be: whether its messages are charged. */
  readonly isMetered: boolean;
  readonly perMinute: number;
  readonly perDay: number;
}

export const firstSettings: Settings = {
  allowedCountries: ['CH', 'DE'],
  region: 'CH',
  sender: undefined,
  maxSegments: 10,
  storeText: true,
  isMetered: true,
  perMinute: 500,
  perDay: 3_000,
};

export const firstCredits = 60;

/** What happens, at a time in milliseconds since the beginning. */
export type Step = { readonly id: number; readonly at: number } & (
  | {
      readonly kind: 'send';
      readonly account: AccountName;
      /** Names the request: what it asks for follows from that alone. */
      readonly request: string;
      readonly key: string | undefined;
      /** How many processes make it at the same time. */
      readonly atOnce: number;
    }
  | { readonly kind: 'cancel' | 'refresh'; readonly request: string; readonly atOnce: number }
  | { readonly kind: 'sweep'; readonly interval: number; readonly atOnce: number; readonly handsOver: boolean }
  | { readonly kind: 'followUp' }
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'credits'; readonly amount: number }
  | { readonly kind: 'storm'; readonly storm: StormName; readonly millis: number }
);

/** All that a seed has happen, in order. */
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
  const kind = dice.roll();
  if (kind < 0.36 || earlier === undefined) return aSend(id, dice);
  if (kind < 0.46 && earlier.key !== undefined) return { ...again(earlier), atOnce: dice.oneOf([1, 1, 1, 3]) };
  if (kind < 0.54) return { kind: 'cancel', request: earlier.request, atOnce: dice.oneOf([1, 1, 2, 3]) };
  if (kind < 0.59) return { kind: 'refresh', request: earlier.request, atOnce: dice.oneOf([1, 1, 2]) };
  if (kind < 0.8) return aSweep(dice);
  if (kind < 0.85) return { kind: 'followUp' };
  if (kind < 0.9) return { kind: 'settings', settings: changed(settings, dice) };
  if (kind < 0.93) return { kind: 'credits', amount: dice.between(1, 100) };
  const [first, ...others] = stormNames;
  const millis = dice.between(5_000, dice.oneOf([30_000, 2 * minute, 10 * minute]));
  return { kind: 'storm', storm: dice.oneOf([first, ...others]), millis };
};

const stormNames: readonly [StormName, ...StormName[]] = [
  'upstream out of reach',
  ...Object.keys(storms).filter((name): name is StormName => name !== 'upstream out of reach'),
];

const again = ({ account, request, key }: Extract<Step, { kind: 'send' }>) =>
  ({ kind: 'send', account, request, key }) as const;

/** Under a key it may be another request in the place of the first. */
const aSend = (id: number, dice: Dice): What => {
  const account = dice.oneOf(accounts);
  const key = dice.chance(0.7) ? `k${dice.between(1, 5)}` : undefined;
  const request =
    key === undefined ? `unkeyed-${id}` : `${account}-${key}-${dice.oneOf(['one', 'one', 'one', 'other'])}`;
  return { kind: 'send', account, request, key, atOnce: key === undefined ? 1 : dice.oneOf([1, 1, 1, 1, 2, 4]) };
};

const aSweep = (dice: Dice): What => ({
  kind: 'sweep',
  interval: dice.oneOf([1, 1, 1, 5, 180]),
  atOnce: dice.oneOf([1, 1, 1, 2, 3]),
  handsOver: dice.chance(0.85),
});

const changed = (settings: Settings, dice: Dice): Settings => ({
  allowedCountries: dice.oneOf([['CH', 'DE'], ['CH', 'DE'], ['CH'], ['DE', 'AT']]),
  region: dice.oneOf(['CH', 'CH', 'DE']),
  sender: dice.oneOf([undefined, 'Shop', 'Store']),
  maxSegments: dice.oneOf([10, 10, 2, 1]),
  storeText: dice.chance(0.5) ? settings.storeText : !settings.storeText,
  isMetered: dice.chance(0.85),
  perMinute: dice.oneOf([500, 500, 100, 3]),
  perDay: dice.oneOf([3_000, 3_000, 400, 20]),
});

/** What a request asks for: it depends on nothing but its name, for it may be made again. The account's sender is not its own. */
export const requestOf = (
  seed: number,
  { account, request: name, key }: { account: AccountName; request: string; key: string | undefined },
  { sender }: Settings,
  mostRecipients = Number.POSITIVE_INFINITY,
): SendRequest => {
  const dice = diceFor(seed, `request/${name}`);
  const largeShare = diceFor(seed, 'large requests').oneOf([0.02, 0.1, 0.4]);
  const to = recipients(dice, largeShare).slice(0, mostRecipients);
  const length = dice.oneOf([20, 20, 20, 150, 400]);
  const text = `${name} `.padEnd(length, 'x');
  const scheduledAt = dice.chance(0.12) ? new Date(start.getTime() + dice.between(2, 180) * minute) : undefined;
  const content = { to, text, type: 'text', ...(scheduledAt && { scheduledAt }) } as const;
  return {
    account,
    asked: content,
    ...content,
    ...(sender !== undefined && { sender }),
    ...(key !== undefined && { idempotencyKey: key, ...(dice.chance(0.3) && { isRepeated: true }) }),
  };
};

/** `largeShare`: how many requests take several calls. */
const recipients = (dice: Dice, largeShare: number): string[] => {
  const size = dice.oneOf([1, 1, 1, 2, 3, 5, dice.between(1, 5)]);
  const count = dice.chance(largeShare) ? dice.between(101, 350) : size;
  const numbers = Array.from({ length: count }, (_, index) => numberOf(index, dice));
  const first = numbers[0] ?? '';
  if (dice.chance(0.08)) numbers.push(first);
  if (dice.chance(0.08)) numbers.unshift('nobody');
  return numbers;
};

const numberOf = (index: number, dice: Dice): string => {
  const kind = dice.roll();
  if (kind < 0.7) return `+4179${1_000_000 + index}`;
  if (kind < 0.85) return `078${1_000_000 + index}`;
  return `+49151${12_000_000 + index}`;
};

export const rulesFor = (account: AccountName, settings: Settings): SendRules => {
  const { perMinute, perDay, isMetered, sender: _, ...rules } = settings;
  return {
    ...rules,
    metered: account === prepaid && isMetered,
    ...(account === 'acc_limited' && { limits: { perMinute, perDay } }),
  };
};

/** A step in words. */
export const inWords = (step: Step): string => {
  const { id, at, kind, ...rest } = step;
  const time = new Date(start.getTime() + at).toISOString().slice(5, 23).replace('T', ' ');
  return `${String(id).padStart(3)}  ${time}  ${kind} ${JSON.stringify(rest)}`;
};
