import type { Message } from '../../../../functions/client/index.ts';
import { anApiMessage } from '../../../support/clients/api-message.ts';

/** The later of two has the greater number. */
export const listed = (number: number, parts: Partial<Message> = {}): Message => {
  const at = new Date(Date.UTC(2026, 0, 1) + number * 1_000).toISOString();
  const id = `msg_${String(number).padStart(26, '0')}`;
  return anApiMessage({ id, status: 'delivered', createdAt: at, updatedAt: at, ...parts });
};

/** Newest first, from one number down to another. */
export const listedFrom = (newest: number, oldest: number, parts: Partial<Message> = {}): Message[] =>
  Array.from({ length: newest - oldest + 1 }, (_, index) => listed(newest - index, parts));
