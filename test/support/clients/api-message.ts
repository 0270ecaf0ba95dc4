import type { Message } from '../../../functions/client/index.ts';

/** A message as the API answers it. */
export const anApiMessage = (parts: Partial<Message> & Pick<Message, 'id'>): Message => ({
  to: '+41791234567',
  status: 'queued',
  text: 'Hello',
  type: 'text',
  sender: null,
  segments: 1,
  encoding: 'gsm-7',
  reference: null,
  metadata: {},
  scheduledAt: null,
  createdAt: '2026-12-24T17:00:00.000Z',
  updatedAt: '2026-12-24T17:00:00.000Z',
  ...parts,
});
