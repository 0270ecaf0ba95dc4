import type { Status } from '../../functions/contract/statuses.ts';
import { isFinal } from '../../functions/messages/status.ts';
import type { MessageView as Phone } from '../../infra/local/simulator/state.ts';

/** A message of the load. */
export interface Mark {
  readonly text: string;
  readonly to: string;
}

/** What the API says of a message. */
export interface Recorded extends Mark {
  readonly id: string;
  readonly status: Status;
  readonly updatedAt: string;
}

export type Received = Pick<Phone, 'text' | 'to' | 'receivedAt'>;

export interface Verdict {
  /** Messages whose sender was told that they are taken. */
  readonly accepted: number;
  readonly statuses: ReadonlyMap<Status, number>;
  /** Accepted, and without a record or with one that came to no end. */
  readonly lost: readonly Mark[];
  /** Taken by the gateway, or recorded, more than once. */
  readonly doubled: readonly Mark[];
  /** Recorded as delivered and not on the phone, or as not sent and on the phone. */
  readonly untrue: readonly Recorded[];
}

/** Compares what senders were told, what is recorded, and what the gateway took for the phones. */
export const judge = (
  accepted: readonly Mark[],
  records: readonly Recorded[],
  received: readonly Received[],
): Verdict => {
  const recordOf = new Map(records.map((record) => [keyOf(record), record]));
  const onPhone = new Set(received.filter(({ receivedAt }) => receivedAt !== null).map(keyOf));
  const statuses = new Map<Status, number>();
  for (const { status } of records) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  return {
    accepted: accepted.length,
    statuses,
    lost: accepted.filter((mark) => !hasEnded(recordOf.get(keyOf(mark)))),
    doubled: [...repeated(received), ...repeated(records)],
    untrue: records.filter((record) => isUntrue(record.status, onPhone.has(keyOf(record)))),
  };
};

/** Whether every accepted message has come to its end. */
export const isSettled = (accepted: readonly Mark[], records: readonly Recorded[]): boolean =>
  judge(accepted, records, []).lost.length === 0;

/** Whether nothing more is to be expected of a message: a scheduled one waits for its time. */
const hasEnded = (record: Recorded | undefined): boolean =>
  record !== undefined && (isFinal(record.status) || record.status === 'scheduled');

const isUntrue = (status: Status, isOnPhone: boolean): boolean => {
  if (status === 'delivered') return !isOnPhone;
  return isOnPhone && (status === 'failed' || status === 'canceled' || status === 'scheduled' || status === 'accepted');
};

const keyOf = ({ text, to }: Mark): string => `${to} ${text}`;

const repeated = <M extends Mark>(marks: readonly M[]): readonly M[] => {
  const seen = new Set<string>();
  return marks.filter((mark) => {
    const key = keyOf(mark);
    const isRepeated = seen.has(key);
    seen.add(key);
    return isRepeated;
  });
};
