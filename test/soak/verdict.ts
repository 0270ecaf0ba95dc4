import type { Status } from '../../functions/contract/statuses.ts';
import { isFinal } from '../../functions/messages/status.ts';
import type { MessageView as Phone } from '../../infra/local/simulator/state.ts';

/** A message of the load, as it can be recognised everywhere. */
export interface Mark {
  readonly text: string;
  readonly to: string;
}

/** A message as the API shows it. */
export interface Recorded extends Mark {
  readonly id: string;
  readonly status: Status;
  readonly updatedAt: string;
}

export type Received = Pick<Phone, 'text' | 'to' | 'receivedAt'>;

export interface Verdict {
  /** Messages that a door said were accepted. */
  readonly accepted: number;
  readonly statuses: ReadonlyMap<Status, number>;
  /** Accepted messages without a record, or with one that never became final. */
  readonly lost: readonly Mark[];
  /** Accepted by the gateway, or recorded, more than once. */
  readonly doubled: readonly Mark[];
  /** Recorded as delivered but not on the phone, or recorded as not sent but on the phone. */
  readonly untrue: readonly Recorded[];
}

/** Compares what senders were told, what is recorded, and what the gateway accepted for the phones. */
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

export const isSettled = (accepted: readonly Mark[], records: readonly Recorded[]): boolean =>
  judge(accepted, records, []).lost.length === 0;

/** Whether nothing more will happen to a message. A scheduled one counts: it waits for its time. */
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
