import { hash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { statuses } from '../contract/statuses.ts';
import type { Message } from '../messages/message.ts';
import { isFinal } from '../messages/status.ts';
import { expiresAt, givenUpAt, openSince } from '../messages/timing.ts';
import { attributesOf, type StoredRecord } from './attributes.ts';
import { historyText, readHistory } from './history-text.ts';
import { failureKey, isFailure } from './message-indexes.ts';

export type Item = Record<string, AttributeValue>;

/** Partitions of the index `open`. Each takes 1,000 writes a second. A sweep reads them concurrently. */
export const openShards = 8;

/**
 * The prefix of the partitions of messages that have a validity and wait. There a sweep finds those past their
 * validity, whatever their age.
 */
const waitingPrefix = 'waits-';

export const shardsByAge: readonly string[] = Array.from({ length: openShards }, (_, shard) => String(shard));

export const waitingShards: readonly string[] = shardsByAge.map((shard) => `${waitingPrefix}${shard}`);

const takenSchema = v.object({
  recipients: v.array(v.tuple([v.number(), v.string()])),
  isMetered: v.boolean(),
  isSmart: v.exactOptional(v.literal(true)),
});

/** The stored form. The upstream's id is stored as `gatewayId`, as in version 0.1.0, also in the index `open`. */
const messageSchema = v.pipe(
  v.object({
    id: v.string(),
    account: v.string(),
    to: v.string(),
    text: v.exactOptional(v.string()),
    forgetsText: v.exactOptional(v.literal(true)),
    type: v.picklist(['text', 'flash']),
    sender: v.exactOptional(v.string()),
    encoding: v.picklist(['gsm-7', 'ucs-2']),
    segments: v.number(),
    scheduledAt: v.exactOptional(v.string()),
    validUntil: v.exactOptional(v.string()),
    reference: v.exactOptional(v.string()),
    metadata: v.exactOptional(v.record(v.string(), v.string())),
    status: v.picklist(statuses),
    reason: v.exactOptional(v.object({ code: v.string(), text: v.string() })),
    history: v.exactOptional(v.unknown()),
    createdAt: v.string(),
    updatedAt: v.string(),
    version: v.number(),
    gatewayId: v.exactOptional(v.string()),
    attempt: v.string(),
    charge: v.exactOptional(v.number()),
    call: v.exactOptional(v.number()),
    request: v.exactOptional(
      v.object({ fingerprint: v.string(), count: v.number(), index: v.number(), taken: v.exactOptional(takenSchema) }),
    ),
  }),
  v.transform(({ gatewayId, history, ...message }) => ({
    ...message,
    ...upstreamIdOf(gatewayId),
    ...historyIn(history, message.createdAt),
  })),
);

export const upstreamIdOf = (gatewayId: string | undefined): { readonly upstreamId?: string } =>
  gatewayId === undefined ? {} : { upstreamId: gatewayId };

/** A history that cannot be read counts as absent, because nothing depends on it. */
const historyIn = (text: unknown, createdAt: string): Pick<Message, 'history'> => {
  const history = typeof text === 'string' ? readHistory(text, createdAt) : undefined;
  return history === undefined ? {} : { history };
};

/** The stored form, with the keys of the indexes and the second after which DynamoDB may delete it. */
export const toRecord = (message: Message, retentionDays: number): StoredRecord => {
  const { upstreamId, history, ...members } = message;
  return {
    ...members,
    ...(history && { history: historyText(history, message.createdAt) }),
    ...(upstreamId !== undefined && { gatewayId: upstreamId }),
    ...indexKeys(message),
    expiresAt: expiresAt(message, retentionDays),
  };
};

export const toItem = (message: Message, retentionDays: number): Item => attributesOf(toRecord(message, retentionDays));

/** @throws ValiError if the item has another form */
export const fromItem = (item: Item): Message => v.parse(messageSchema, unmarshall(item));

/**
 * `createdKey` sorts an account's messages by creation. `openShard` and `openKey` put a message that is not final into
 * the index `open`. `failure` puts a message that failed, or may have, into the index `byFailure`.
 */
export const indexKeys = (message: Message) => ({
  createdKey: createdKey(message),
  ...(!isFinal(message.status) && openPlace(message)),
  ...(isFailure(message.status) && { failure: failureOf(message) }),
});

/**
 * Sorted by age, except for a message that waits and has a validity: by when it is given up, in partitions of its own.
 */
const openPlace = (message: Message) => {
  const givenUp = message.status === 'accepted' ? givenUpAt(message) : undefined;
  return givenUp === undefined
    ? { openShard: openShard(message.id), openKey: `${openSince(message)}#${message.id}` }
    : { openShard: `${waitingPrefix}${openShard(message.id)}`, openKey: `${givenUp}#${message.id}` };
};

export const createdKey = ({ createdAt, id }: Message): string => `${createdAt}#${id}`;

export const failureOf = ({ id, status }: Pick<Message, 'id' | 'status'>): string =>
  failureKey(status, Number(openShard(id)));

/** Chosen by the first byte of the id's SHA-256. */
export const openShard = (id: string): string =>
  String(Number.parseInt(hash('sha256', id).slice(0, 2), 16) % openShards);
