import type { Delivery, Message } from '../../../functions/client/index.ts';
import type { Columns } from '../output.ts';
import { pairs } from '../table.ts';
import { showTime } from '../times.ts';

const statusWithReason = ({ status, reason }: Pick<Message, 'status' | 'reason'>): string =>
  reason === undefined ? status : `${status} (${reason.code})`;

/** For messages that were just sent or cancelled. */
export const briefColumns: Columns<Message> = {
  ID: ({ id }) => id,
  TO: ({ to }) => to,
  SEGMENTS: ({ segments }) => String(segments),
  STATUS: statusWithReason,
};

export const listColumns: Columns<Message> = {
  ID: ({ id }) => id,
  CREATED: ({ createdAt }) => showTime(createdAt),
  TO: ({ to }) => to,
  STATUS: statusWithReason,
  REFERENCE: ({ reference }) => reference ?? '',
  TEXT: ({ text }) => text ?? '',
};

export const deliveryColumns: Columns<Delivery> = {
  ID: ({ id }) => id,
  WEBHOOK: ({ webhook }) => webhook,
  TYPE: ({ type }) => type,
  CREATED: ({ createdAt }) => showTime(createdAt),
  STATUS: ({ status, reason }) => (reason === null ? status : `${status} (${reason})`),
  ATTEMPTS: ({ attempts }) => String(attempts.length),
  NEXT: ({ nextAttemptAt }) => (nextAttemptAt === null ? '' : showTime(nextAttemptAt)),
  'LAST ERROR': ({ attempts }) => attempts.at(-1)?.error ?? '',
};

/** A message without its history, one field on each line. */
export const describeMessage = (message: Message, columns: number | undefined): string => {
  const { reason, sender, scheduledAt, validUntil, reference, metadata } = message;
  const known: readonly (readonly [string, string | null | undefined])[] = [
    ['id', message.id],
    ['to', message.to],
    ['status', message.status],
    ['reason', reason && `${reason.code}: ${reason.text}`],
    ['text', message.text],
    ['type', message.type],
    ['sender', sender ?? "(the account's default)"],
    ['segments', `${message.segments}, ${message.encoding}`],
    ['reference', reference],
    ...Object.entries(metadata).map(([name, value]) => [`metadata ${name}`, value] as const),
    ['scheduled', scheduledAt && showTime(scheduledAt)],
    ['valid until', validUntil && showTime(validUntil)],
    ['created', showTime(message.createdAt)],
    ['updated', showTime(message.updatedAt)],
  ];
  return pairs(
    known.flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value] as const])),
    columns,
  );
};
