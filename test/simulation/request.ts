import { directCalls } from '../../functions/messages/jobs.ts';
import type { SendRequest, SendRules } from '../../functions/messages/plan.ts';
import { entryAt, shownRecipient } from '../../functions/messages/recipient.ts';
import { defaultValidity, type Validity } from '../../functions/messages/validity.ts';
import { now as start } from '../support/model/messages.ts';
import { type Dice, diceFor } from './dice.ts';
import { type AccountName, prepaid, type Settings } from './settings.ts';
import { minute } from './timing.ts';

interface Named {
  readonly account: AccountName;
  /** The request's name, which alone decides what the request asks for. */
  readonly request: string;
  readonly key: string | undefined;
}

/**
 * What a request asks for. It depends on the request's name alone, because it may be repeated. The account's sender and
 * validity are not part of it. Its text begins with its name, and so do the texts of its messages.
 */
export const requestOf = (
  seed: number,
  { account, request: name, key }: Named,
  { sender, validFor }: Settings,
  arrivedAt: Date,
  mostRecipients = Number.POSITIVE_INFINITY,
): SendRequest => {
  const dice = diceFor(seed, `request/${name}`);
  const largeShare = diceFor(seed, 'large requests').oneOf([0.02, 0.1, 0.4]);
  const variety = varietyOf(diceFor(seed, `variety/${name}`));
  const to = recipients(dice, largeShare, variety).slice(0, mostRecipients);
  const length = dice.oneOf([20, 20, 20, 150, 400]);
  const scheduledAt = dice.chance(0.12) ? new Date(start.getTime() + dice.between(2, 180) * minute) : undefined;
  const { asked: askedValidity, validity } = validityOf(diceFor(seed, `validity/${name}`), scheduledAt, arrivedAt);
  const words = wordsFor(diceFor(seed, `values/${name}`), to, variety);
  const text = `${name} ${words.place}`.padEnd(length, 'x');
  const content = { ...words.recipients, text, type: 'text', ...(scheduledAt && { scheduledAt }) } as const;
  const until = validity ?? defaultValidity(validFor, arrivedAt, scheduledAt);
  return {
    account,
    asked: { ...content, ...askedValidity },
    ...content,
    ...(until && { validity: until }),
    ...(sender !== undefined && { sender }),
    ...(key !== undefined && { idempotencyKey: key, ...(dice.chance(0.3) && { isRepeated: true }) }),
  };
};

/** The most texts that a request has; 0: it has no values. Requests with many texts are left to jobs. */
const varietyOf = (dice: Dice): number => (dice.chance(0.2) ? dice.oneOf([2, 3, 5, manyTexts]) : 0);

const manyTexts = 90;

/** `largeShare`: the share of requests that take several calls. */
const recipients = (dice: Dice, largeShare: number, variety: number): string[] => {
  const size = dice.oneOf([1, 1, 1, 2, 3, 5, dice.between(1, 5)]);
  const several = variety === manyTexts ? dice.between(directCalls, manyTexts) : dice.between(2, 8);
  const few = variety === 0 ? size : several;
  const count = dice.chance(largeShare) ? dice.between(101, 350) : few;
  const numbers = Array.from({ length: count }, (_, index) => numberOf(index, dice));
  const first = numbers[0] ?? '';
  if (dice.chance(0.08)) numbers.push(first);
  if (dice.chance(0.08)) numbers.unshift('nobody');
  return numbers;
};

const numberOf = (index: number, dice: Dice): string => {
  const kind = dice.roll();
  if (kind < 0.7) return swissNumber(index);
  if (kind < 0.85) return `078${1_000_000 + index}`;
  return `+49151${12_000_000 + index}`;
};

/** The recipient at this position of a large request, from 0. */
export const swissNumber = (index: number): string => `+4179${1_000_000 + index}`;

/** Short validities end while something goes wrong or a process stands still. */
const validityOf = (
  dice: Dice,
  scheduledAt: Date | undefined,
  arrivedAt: Date,
): { readonly asked?: object; readonly validity?: Validity } => {
  if (!dice.chance(0.35)) return {};
  if (scheduledAt !== undefined) {
    const validUntil = new Date(scheduledAt.getTime() + dice.between(1, 60) * minute);
    return { asked: { validUntil }, validity: { until: validUntil, field: 'validUntil' } };
  }
  const validFor = dice.oneOf([30, 30, 60, 300, 3_600, 100_000]);
  return {
    asked: { validFor },
    validity: { until: new Date(arrivedAt.getTime() + validFor * 1_000), field: 'validFor' },
  };
};

/** Some requests have different texts, each in its own call. Sometimes one word is long, or missing. */
const wordsFor = (
  dice: Dice,
  to: readonly string[],
  variety: number,
): { readonly place: string; readonly recipients: Pick<SendRequest, 'to' | 'listedIn' | 'values'> } => {
  if (variety === 0) return { place: '', recipients: { to } };
  const [longest, missing] = [dice.chance(0.3) ? 1 : -1, dice.chance(0.3) ? 0 : -1];
  const valuesFor = (number: string) => {
    const word = Number(number.slice(-2)) % variety;
    return word === missing ? {} : { word: word === longest ? `w${word}`.padEnd(200, 'w') : `w${word}` };
  };
  const entries = to.map((number) => ({ to: number, values: valuesFor(number) }));
  return { place: '{word} ', recipients: { to: entries, listedIn: 'recipients', values: {} } };
};

/** The text of a request's message to this number. The request may have the number in national form. */
export const textFor = (request: SendRequest, number: string): string => {
  const entries = request.to.map((_, index) => entryAt(request, index));
  const own = entries.find(({ to }) => shownRecipient(to).slice(-7) === number.slice(-7));
  return request.text.replace('{word}', String(own?.values?.['word']));
};

export const rulesFor = (account: AccountName, settings: Settings): SendRules => {
  const { perMinute, perDay, isMetered, sender: _, validFor: __, ...rules } = settings;
  return {
    ...rules,
    metered: account === prepaid && isMetered,
    ...(account === 'acc_limited' && { limits: { perMinute, perDay } }),
  };
};
