import type { Reason } from '../messages/message.ts';
import type { UpstreamState } from '../messages/ports.ts';

/*
 * The two tables "Status and error codes list" of the upstream's interface document. The reason codes are textgate's.
 * In the first table, codes 1 and 9 are not failures.
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

/** The reason of a message that the upstream refused at once with this error code. */
export const refusalOf = (code: number): Reason => {
  if (code === errorCode.canceled) return canceled;
  return failures.get(code) ?? reason('refused', `The gateway refused the message with its error code ${code}.`);
};

/**
 * Why the upstream refused a whole call, if the code and text of its fault are in the document's table. The code alone
 * is not enough: the document has no codes for faults, and PHP's XML-RPC libraries number their own errors from 1. Some
 * of these occur after the call was carried out. To take such a fault for a refusal would send the message twice.
 */
export const callRefusalOf = (code: number, text: string): Reason | undefined => {
  const description = errorTexts.get(code)?.toLowerCase();
  return description !== undefined && text.toLowerCase().includes(description) ? failures.get(code) : undefined;
};

/**
 * The meaning of the upstream's two codes together. The error code stays as it was while the status code changes: a
 * message that was sent (error 1) may be delivered (status 1) or have failed (status 4). So the codes are read in an
 * order of precedence. Error 9 (pending) comes last: otherwise a scheduled message that failed or expired would stay
 * `scheduled`.
 * @returns `undefined` if neither code is in the tables
 */
export const stateOf = (error: number | undefined, status: number | undefined): UpstreamState | undefined => {
  // Code 10 is an error code, but an upstream may repeat it as the status.
  if (error === errorCode.canceled || status === errorCode.canceled) return { status: 'canceled', reason: canceled };
  if (status === 1) return { status: 'delivered' };
  if (status === 2) return { status: 'on_network' };
  if (status === 3) return { status: 'submitted' };
  if (status === 8) return { status: 'queued' };
  if (status === 9) return { status: 'scheduled' };
  if (status === 6) return { status: 'expired', reason: expired };
  // The error code says more: "invalid destination number" rather than "error with the message".
  const failure = (error === undefined ? undefined : failures.get(error)) ?? failedDeliveries.get(status ?? 0);
  if (failure !== undefined) return { status: 'failed', reason: failure };
  if (error === errorCode.pending) return { status: 'scheduled' };
  // The document: "The message has been received or is being sent". There is no status yet.
  if (error === errorCode.ok) return { status: 'queued' };
  return undefined;
};
