import type * as v from 'valibot';
import type { message as schema } from '../contract/message.ts';
import type { Message } from '../messages/message.ts';

/**
 * The gateway's ids have some twenty digits. Longer ones are left out, because the size of an answer is estimated
 * before there are ids (`replyBytesOfRecipient`, ../http/reply-size.ts).
 */
const longestGatewayId = 64;

/** A message as its account sees it. */
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
  ...gatewayIdOf(message),
  scheduledAt: message.scheduledAt ?? null,
  ...(message.validUntil !== undefined && { validUntil: message.validUntil }),
  createdAt: message.createdAt,
  updatedAt: message.updatedAt,
  ...(message.history && { history: [...message.history] }),
});

const gatewayIdOf = ({ upstreamId }: Message): { readonly gatewayId?: string } =>
  upstreamId === undefined || upstreamId.length > longestGatewayId ? {} : { gatewayId: upstreamId };
