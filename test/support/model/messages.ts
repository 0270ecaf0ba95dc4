import { newMessageId } from '../../../functions/messages/ids.ts';
import type { Message } from '../../../functions/messages/message.ts';
import type { SendRequest, SendRules } from '../../../functions/messages/plan.ts';

/** The present in tests that set no other: Zurich is on summer time. */
export const now = new Date('2030-06-01T12:00:00.000Z');

export const rules: SendRules = { region: 'CH', allowedCountries: ['CH', 'DE'], maxSegments: 10, metered: false };

/** A message with the status `submitting`, as the first write records it. */
export const aMessage = (parts: Partial<Message> = {}): Message => ({
  id: newMessageId(now),
  account: 'acc_shop',
  to: '+41791234567',
  text: 'Your order is on its way.',
  type: 'text',
  encoding: 'gsm-7',
  segments: 1,
  status: 'submitting',
  createdAt: now.toISOString(),
  updatedAt: now.toISOString(),
  version: 1,
  attempt: 'attempt-0',
  ...parts,
});

/** A request with `asked` taken from its content, unless `parts` say otherwise. */
export const aSendRequest = (parts: Partial<SendRequest> = {}): SendRequest => {
  const { account = 'acc_shop', idempotencyKey, ...rest } = parts;
  const content = { to: ['+41791234567'], text: 'Your order is on its way.', type: 'text' as const, ...rest };
  return { account, asked: content, ...(idempotencyKey !== undefined && { idempotencyKey }), ...content };
};

/** A request for so many messages, each with its own text. */
export const differingTexts = (count: number, parts: Partial<SendRequest> = {}): SendRequest => {
  const to = swissMobiles(count).map((to, index) => ({ to, values: { code: index } }));
  return aSendRequest({ to, listedIn: 'recipients', text: 'Your code: {code}', values: {}, ...parts });
};

/** Distinct Swiss mobile numbers in E.164. */
export const swissMobiles = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `+4179${String(1_000_000 + index)}`);
