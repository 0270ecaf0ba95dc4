import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { chunksOf } from '../runtime/concurrency.ts';
import type { Wake } from '../webhooks/ports.ts';
import type { Told } from '../webhooks/round.ts';
import type { Deliverers } from './deliverers.ts';

/** Each key takes about 130 bytes, and a queue message may have 256 KiB (by now 1 MiB in most regions). */
const keysPerMessage = 500;

interface Options {
  readonly client: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  readonly deliverers: Deliverers;
  /** A unique name for each queue message: SQS drops messages with a name that it knows. */
  readonly newName: () => string;
  readonly onFailure: (error: unknown) => void;
}

/** Requests another round of deliveries from these groups. Never throws. */
export type GoOn = (groups: readonly string[]) => Promise<void>;

/**
 * Wakes the deliverers through their FIFO queue. Each is a message group, so it has one round at a time. A queue
 * message may expire or fail to be queued. Nothing is lost then: its deliveries are in the index of due deliveries, and
 * a scheduled round comes within a minute.
 */
export const createWake = ({ client, queueUrl, deliverers, newName, onFailure }: Options) => {
  const put = async (MessageGroupId: string, deliveries: readonly Told[]): Promise<void> => {
    const message = { QueueUrl: queueUrl, MessageGroupId, MessageDeduplicationId: newName() };
    try {
      await client.send(new SendMessageCommand({ ...message, MessageBody: JSON.stringify({ deliveries }) }));
    } catch (error) {
      onFailure(error);
    }
  };

  const wake: Wake = async (deliveries) => {
    const messages = [...Map.groupBy(deliveries, ({ webhook }) => deliverers.groupOf(webhook))].flatMap(
      ([group, ofGroup]) => chunksOf(ofGroup, keysPerMessage).map((keys) => [group, keys] as const),
    );
    await Promise.all(messages.map(([group, keys]) => put(group, keys.map(keyOf))));
  };

  const goOn: GoOn = async (groups) => {
    await Promise.all(groups.map((group) => put(group, [])));
  };

  return { wake, goOn };
};

/** Only the key: the caller may pass whole deliveries. */
const keyOf = ({ webhook, id, account }: Told): Told => ({ webhook, id, account });

/** The round that a queue message requests. */
export interface Round {
  readonly told: readonly Told[];
  /** It comes from the schedule, which calls only one group. That group must call the others. */
  readonly isScheduled: boolean;
}

const text = v.string();
const roundBody = v.pipe(
  text,
  v.parseJson(),
  v.union([
    v.object({ deliveries: v.array(v.object({ webhook: text, id: text, account: text })) }),
    v.object({ source: v.literal('aws.events') }),
  ]),
);

/** An unreadable queue message is a round without keys, because an error would block the messages behind it. */
export const roundIn = (body: unknown): Round => {
  const read = v.safeParse(roundBody, body);
  if (!read.success) return { told: [], isScheduled: false };
  return 'source' in read.output
    ? { told: [], isScheduled: true }
    : { told: read.output.deliveries, isScheduled: false };
};
