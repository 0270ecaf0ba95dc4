import type * as v from 'valibot';
import type { message as schema } from '../contract/message.ts';
import type { Message } from '../messages/message.ts';

/** A message as its account sees it: without the marks of how it is kept. */
export const messageView = (message: Message): v.InferOutput<typeof schema> => ({
  id: message.id,
  to: message.to,
  status: message.status,
  ...(message.reason && { reason: message.reason }),
  text: message.forgetsText ? null : (message.text ?? null),
  type: message.type,
  sender: message.sender ?? null,
  segments: message.segments,
  encoding: message.encoding,
  reference: message.reference ?? null,
  metadata: { ...message.metadata },
  ...(message.upstreamId !== undefined && { gatewayId: message.upstreamId }),
  scheduledAt: message.scheduledAt ?? null,
  ...(message.validUntil !== undefined && { validUntil: message.validUntil }),
  createdAt: message.createdAt,
  updatedAt: message.updatedAt,
  ...(message.history && { history: [...message.history] }),
});
