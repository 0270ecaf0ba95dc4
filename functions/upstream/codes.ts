import type { Reason } from '../messages/message.ts';
import type { UpstreamState } from '../messages/ports.ts';

/*
 * The two tables of the upstream's interface document, "Status and error codes list"; the reason codes are ours. Codes 1
 * and 9 of the first table are no failures.
 */

/** "Error codes", word for word. */
export const errorTexts: ReadonlyMap<number, string> = new Map([
  [1, 'OK'],
  [2, 'Gateway error'],
  [3, 'Message routing error'],
  [4, 'Message format error'],
  [5, 'Invalid destination number'],
  [6, 'Invalid source number'],
  [7, 'Empty message'],
  [8, 'Max message length exceeded'],
  [9, 'Pending'],
  [10, 'Message canceled'],
]);

/** "Status codes", word for word. */
export const statusTexts: ReadonlyMap<number, string> = new Map([
  [1, 'Delivered to the recipient device'],
  [2, 'Delivered to the recipient network'],
  [3, 'Message submitted'],
  [4, 'Message error, delivery failed'],
  [5, 'Routing error, delivery failed'],
  [6, 'Message expired, delivery cancelled'],
  [7, 'Gateway error'],
  [8, 'Message in queue'],
  [9, 'Message scheduled'],
]);

const reason = (code: string, text: string): Reason => ({ code, text });

/** Error codes that mean failure. */
export const failures: ReadonlyMap<number, Reason> = new Map([
  [2, reason('gateway_error', 'Gateway error: problem with the SMS gateway.')],
  [3, reason('routing_error', 'Message routing error: problem routing the SMS.')],
  [4, reason('format_error', 'Message format error: a problem has occurred with the format of the message.')],
  [5, reason('invalid_recipient', "Invalid destination number: the message won't be received.")],
  [6, reason('invalid_sender', "Invalid source number: the message won't be sent.")],
  [7, reason('empty_message', 'Empty message: the message was empty.')],
  [8, reason('message_too_long', 'Max message length exceeded: the maximum message size has been exceeded.')],
]);

const canceled = reason('canceled', 'Message canceled: the message has been canceled before it could be sent.');
const expired = reason('expired', "Message expired: the recipient didn't get the message before its expiry.");

/** Status codes that mean failure. */
export const failedDeliveries: ReadonlyMap<number, Reason> = new Map([
  [4, reason('delivery_message_error', 'Delivery failed: an error with the message itself has occurred.')],
  [5, reason('delivery_routing_error', 'Delivery failed: an error with the message routing has occurred.')],
  [7, reason('delivery_gateway_error', 'Gateway error: error from the gateway.')],
]);

export const errorCode = { ok: 1, pending: 9, canceled: 10 } as const;

/** Why a message was refused at once, the upstream having said so with this error code. */
export const refusalOf = (code: number): Reason => {
  if (code === errorCode.canceled) return canceled;
  return failures.get(code) ?? reason('refused', `The gateway refused the message with its error code ${code}.`);
};

/**
 * The document's rejection of a whole call, if a fault's code and text are those of one. The code alone tells nothing: the
 * document gives none to faults, and PHP's XML-RPC libraries number errors of their own from 1. Some of these come up when
 * the call has been carried out: who took them for a rejection would have the message sent twice.
 */
export const rejectionOf = (code: number, text: string): Reason | undefined => {
  const description = errorTexts.get(code)?.toLowerCase();
  return description !== undefined && text.toLowerCase().includes(description) ? failures.get(code) : undefined;
};

/**
 * What the upstream's two codes together mean. By precedence, because the older of them stays as it was while the other
 * goes on: a message sent (error 1) may be delivered (status 1) or have failed (status 4). So may one that was scheduled:
 * error 9 counts only where no status says more. (wire.md's table has it before the failures; by that, one that failed
 * or expired would stay "scheduled".)
 * @returns `undefined` when neither code is in the tables.
 */
export const stateOf = (error: number | undefined, status: number | undefined): UpstreamState | undefined => {
  // Its place is among the error codes; an upstream may well repeat it as the last status.
  if (error === errorCode.canceled || status === errorCode.canceled) return { status: 'canceled', reason: canceled };
  if (status === 1) return { status: 'delivered' };
  if (status === 2) return { status: 'on_network' };
  if (status === 3) return { status: 'submitted' };
  if (status === 8) return { status: 'queued' };
  if (status === 9) return { status: 'scheduled' };
  if (status === 6) return { status: 'expired', reason: expired };
  // The error code is the more telling one: "invalid destination number" rather than "error with the message".
  const failure = (error === undefined ? undefined : failures.get(error)) ?? failedDeliveries.get(status ?? 0);
  if (failure !== undefined) return { status: 'failed', reason: failure };
  if (error === errorCode.pending) return { status: 'scheduled' };
  // "The message has been received or is being sent", and no status yet.
  if (error === errorCode.ok) return { status: 'queued' };
  return undefined;
};
