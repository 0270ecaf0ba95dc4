import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as v from 'valibot';
import { chunksOf } from '../runtime/concurrency.ts';
import type { Wake } from '../webhooks/ports.ts';
import type { Told } from '../webhooks/round.ts';
import type { Deliverers } from './deliverers.ts';

/** Each takes about 130 bytes, and SQS takes 256 KiB (1 MiB, by now, in most regions). */
const keysPerMessage = 500;

interface Options {
  readonly client: Pick<SQSClient, 'send'>;
  readonly queueUrl: string;
  readonly deliverers: Deliverers;
  /** Tells a message from all others: SQS would drop one that it takes for a repetition. */
  readonly newName: () => string;
  readonly onFailure: (error: unknown) => void;
}

/** Asks for another round of deliveries by these groups. It never throws. */
export type GoOn = (groups: readonly string[]) => Promise<void>;

/**
 * Calls the deliverers by their FIFO queue, of which each is a group: it has one round at a time. A message that waits for
 * too long is forgotten, and so is one that could not be put: what it told of stands in the index of what is due, and the
 * schedule's round comes within a minute.
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

/** And nothing else of it: who wakes may have the whole delivery at hand. */
const keyOf = ({ webhook, id, account }: Told): Told => ({ webhook, id, account });

/** What a message of the queue asks for. */
export interface Round {
  readonly told: readonly Told[];
  /** It is the schedule's, which comes to one group: the others are to be asked as well. */
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

/** One that cannot be read is a round all the same: a failure would hold up those behind it. */
export const roundIn = (body: unknown): Round => {
  const read = v.safeParse(roundBody, body);
  if (!read.success) return { told: [], isScheduled: false };
  return 'source' in read.output
    ? { told: [], isScheduled: true }
    : { told: read.output.deliveries, isScheduled: false };
};
