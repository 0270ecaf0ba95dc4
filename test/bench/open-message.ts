import { randomUUID } from 'node:crypto';
import { newMessageId } from '../../functions/messages/ids.ts';
import type { Message } from '../../functions/messages/message.ts';

const hours = 66;
const hourMillis = 3_600_000;

/**
 * Messages of the last 66 hours, evenly spaced: the time before which this share of them was made, in milliseconds
 * since 1970.
 */
export const timeBefore = (share: number, now = Date.now()): number => now - (1 - share) * hours * hourMillis;

/** A typical message: a sentence or two, accepted by the gateway. */
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
