import type { Message } from '../../../../functions/client/index.ts';

/** The later of two has the greater number. */
export const listed = (number: number, parts: Partial<Message> = {}): Message => {
  const at = new Date(Date.UTC(2026, 0, 1) + number * 1_000).toISOString();
  return {
    id: `msg_${String(number).padStart(26, '0')}`,
    to: '+41791234567',
    status: 'delivered',
    text: 'Hello',
    type: 'text',
    sender: null,
    segments: 1,
    encoding: 'gsm-7',
    reference: null,
    metadata: {},
    scheduledAt: null,
    createdAt: at,
    updatedAt: at,
    ...parts,
  };
};

/** Newest first, from one number down to another. */
export const listedFrom = (newest: number, oldest: number, parts: Partial<Message> = {}): Message[] =>
  Array.from({ length: newest - oldest + 1 }, (_, index) => listed(newest - index, parts));
