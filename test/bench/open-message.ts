import { randomUUID } from 'node:crypto';
import { newMessageId } from '../../functions/messages/ids.ts';
import type { Message } from '../../functions/messages/message.ts';

const hours = 66;
const hourMillis = 3_600_000;

/** Of messages of the last 66 hours, as far apart as each other: the milliseconds since 1970 before which this share was made. */
export const timeBefore = (share: number, now = Date.now()): number => now - (1 - share) * hours * hourMillis;

/** A message as most are: a sentence or two, and the gateway has it. */
export const openMessage = (createdAt: Date): Message => ({
  id: newMessageId(createdAt),
  account: 'acc_01jdn3rv5rcp5p2m4k5t6w7x8y',
  to: '+41791234567',
  text: 'Your appointment is tomorrow at 14:00. Reply STOP to opt out.',
  type: 'text',
  sender: 'Practice',
  encoding: 'gsm-7',
  segments: 1,
  status: 'queued',
  createdAt: createdAt.toISOString(),
  updatedAt: createdAt.toISOString(),
  version: 2,
  upstreamId: randomUUID(),
  attempt: randomUUID(),
});
