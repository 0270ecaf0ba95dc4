import * as v from 'valibot';
import { statuses } from '../messages/status.ts';

/** The events that the gateway puts on its bus: the shapes that other people's rules and code rely on. */

/** The `source` of all our events. */
export const source = 'sms-gateway';

export const detailType = {
  statusChanged: 'SMS Message Status Changed',
  sendRejected: 'SMS Send Rejected',
  creditsLow: 'SMS Credits Low',
  creditsRestored: 'SMS Credits Restored',
  gatewayUnreachable: 'SMS Gateway Unreachable',
  gatewayRecovered: 'SMS Gateway Recovered',
} as const;

export type DetailType = (typeof detailType)[keyof typeof detailType];

/** Grows only with a change that could break a reader; new members may come without. */
const schemaVersion = v.pipe(v.literal(1), v.description('The version of this shape.'));

/** Events may come twice, and out of order: the same `eventId` is the same event, and `version` tells the order. */
const eventId = v.pipe(v.string(), v.description('The same for the same event: drop what you have seen.'));

const wholeNumber = v.pipe(v.number(), v.integer());

const time = v.pipe(v.string(), v.metadata({ format: 'date-time' }));

export const statusChanged = v.object({
  schemaVersion,
  eventId,
  id: v.pipe(v.string(), v.description('The message.')),
  version: v.pipe(wholeNumber, v.description("Grows with each change of the message: the events' order.")),
  account: v.string(),
  status: v.picklist(statuses),
  previousStatus: v.nullable(v.picklist(statuses)),
  to: v.pipe(v.string(), v.description('E.164.')),
  sender: v.nullable(v.string()),
  reference: v.nullable(v.string()),
  metadata: v.record(v.string(), v.string()),
  reason: v.nullable(v.object({ code: v.string(), text: v.string() })),
  occurredAt: time,
});

export const sendRejected = v.object({
  schemaVersion,
  eventId,
  account: v.nullable(v.string()),
  reference: v.nullable(v.string()),
  request: v.object({
    id: v.pipe(v.nullable(v.string()), v.description('Of the event that asked for the message.')),
    source: v.nullable(v.string()),
  }),
  problem: v.object({
    type: v.pipe(v.string(), v.description('As in the HTTPS API (RFC 9457).')),
    title: v.string(),
    detail: v.string(),
    errors: v.pipe(
      v.array(v.object({ pointer: v.string(), code: v.string(), detail: v.string() })),
      v.description('As many as an event has room for, up to 100.'),
    ),
    errorCount: v.pipe(wholeNumber, v.description('How many there are, those that `errors` has no room for included.')),
  }),
  messages: v.pipe(
    v.array(v.string()),
    v.description('The messages that the request made all the same, for its other recipients.'),
  ),
  recipients: v.pipe(
    v.array(wholeNumber),
    v.description(
      'Where the recipient of each of `messages` stands in the `to` of the request. No other recipient got a message.',
    ),
  ),
  occurredAt: time,
});

const creditsChanged = v.object({
  schemaVersion,
  eventId,
  credits: v.nullable(wholeNumber),
  occurredAt: time,
});

const upstreamChanged = v.object({ schemaVersion, eventId, occurredAt: time });

const details = {
  [detailType.statusChanged]: statusChanged,
  [detailType.sendRejected]: sendRejected,
  [detailType.creditsLow]: creditsChanged,
  [detailType.creditsRestored]: creditsChanged,
  [detailType.gatewayUnreachable]: upstreamChanged,
  [detailType.gatewayRecovered]: upstreamChanged,
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
