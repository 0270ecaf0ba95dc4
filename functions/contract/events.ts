import * as v from 'valibot';
import { described, integer, reason, time } from './fields.ts';
import { inputProblem } from './problem-reply.ts';
import { statuses } from './statuses.ts';

/** The events that textgate puts on its bus. Other people's rules and code rely on these shapes. */

/** The `source` of all these events. */
export const source = 'sms-gateway';

export const detailType = {
  statusChanged: 'SMS Message Status Changed',
  sendRejected: 'SMS Send Rejected',
  creditsLow: 'SMS Credits Low',
  creditsRestored: 'SMS Credits Restored',
  gatewayUnreachable: 'SMS Gateway Unreachable',
  gatewayRecovered: 'SMS Gateway Recovered',
  accountCreditsLow: 'SMS Account Credits Low',
  webhookDisabled: 'SMS Webhook Disabled',
} as const;

export type DetailType = (typeof detailType)[keyof typeof detailType];

/** Grows only with a change that could break a reader. New members may come without it. */
const schemaVersion = described(v.literal(1), 'The version of this schema.');

/** Events may come twice and out of order: `eventId` tells repetitions, and `version` the order. */
const eventId = described(v.string(), 'The same event has the same id: ignore one that you have seen.');

export const statusChanged = v.object({
  schemaVersion,
  eventId,
  id: described(v.string(), 'The id of the message.'),
  version: described(integer, 'Grows with each change of the message: it gives the order of its events.'),
  account: v.string(),
  status: v.picklist(statuses),
  previousStatus: v.nullable(v.picklist(statuses)),
  to: described(v.string(), 'E.164. `forgotten`: the number was deleted on request.'),
  sender: v.nullable(v.string()),
  reference: v.nullable(v.string()),
  metadata: v.record(v.string(), v.string()),
  reason: v.nullable(reason),
  occurredAt: time,
});

export const sendRejected = v.object({
  schemaVersion,
  eventId,
  account: v.nullable(v.string()),
  reference: v.nullable(v.string()),
  request: v.object({
    id: described(v.nullable(v.string()), 'The id of the event that asked for the message.'),
    source: v.nullable(v.string()),
  }),
  problem: v.object({
    type: described(v.string(), 'As in the HTTPS API (RFC 9457).'),
    title: v.string(),
    detail: v.string(),
    errors: v.pipe(v.array(inputProblem), v.description('As many as fit into an event, at most 100.')),
    errorCount: described(integer, 'How many errors there are, including those that do not fit into `errors`.'),
  }),
  messages: v.pipe(
    v.array(v.string()),
    v.description('The messages that the request nevertheless created, for its other recipients.'),
  ),
  recipients: v.pipe(
    v.array(integer),
    v.description(
      'For each of `messages`, the position of its recipient in `to` or `recipients` of the request. No other ' +
        'recipient got a message.',
    ),
  ),
  occurredAt: time,
});

const creditsChanged = v.object({
  schemaVersion,
  eventId,
  credits: v.nullable(integer),
  occurredAt: time,
});

const upstreamChanged = v.object({ schemaVersion, eventId, occurredAt: time });

/** The credits of a metered account have fallen below its threshold. Sent once, until credits are added. */
export const accountCreditsLow = v.object({
  schemaVersion,
  eventId,
  account: v.string(),
  credits: described(integer, 'The credits that the account has left; below zero in overdraft.'),
  threshold: described(integer, 'Credits below this are low.'),
  occurredAt: time,
});

const webhookDisabled = v.object({
  schemaVersion,
  eventId,
  account: v.string(),
  webhook: v.string(),
  url: v.string(),
  reason: described(
    v.picklist(['gone', 'failing']),
    '`gone`: the receiver answered 410. `failing`: every attempt failed for five days.',
  ),
  occurredAt: time,
});

const details = {
  [detailType.statusChanged]: statusChanged,
  [detailType.sendRejected]: sendRejected,
  [detailType.creditsLow]: creditsChanged,
  [detailType.creditsRestored]: creditsChanged,
  [detailType.gatewayUnreachable]: upstreamChanged,
  [detailType.gatewayRecovered]: upstreamChanged,
  [detailType.accountCreditsLow]: accountCreditsLow,
  [detailType.webhookDisabled]: webhookDisabled,
} as const;

/** The shape of each event's `detail`, by detail type. */
export const publishedDetails: Readonly<Record<DetailType, v.GenericSchema>> = details;

/** An event, ready for the bus. */
export type PublishedEvent = {
  [T in DetailType]: {
    readonly detailType: T;
    readonly time: Date;
    readonly detail: v.InferOutput<(typeof details)[T]>;
  };
}[DetailType];
