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

/** Partitions of the `open` index, by age: each takes 1,000 writes a second, and a sweep reads them side by side. */
export const openShards = 8;

/** Its partitions of those that have a validity and wait: a sweep finds there what has ended, however young or old it is. */
const waitingPrefix = 'waits-';

export const shardsByAge: readonly string[] = Array.from({ length: openShards }, (_, shard) => String(shard));

export const waitingShards: readonly string[] = shardsByAge.map((shard) => `${waitingPrefix}${shard}`);

const takenSchema = v.object({
  recipients: v.array(v.tuple([v.number(), v.string()])),
  isMetered: v.boolean(),
  isSmart: v.exactOptional(v.literal(true)),
});

/** As it is stored: the upstream's id is called `gatewayId` there since version 0.1.0, in the open index as well. */
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

/** The member that a stored `gatewayId` is read into. */
export const upstreamIdOf = (gatewayId: string | undefined): { readonly upstreamId?: string } =>
  gatewayId === undefined ? {} : { upstreamId: gatewayId };

/** Nothing hangs on a history: a record whose own cannot be read has none. */
const historyIn = (text: unknown, createdAt: string): Pick<Message, 'history'> => {
  const history = typeof text === 'string' ? readHistory(text, createdAt) : undefined;
  return history === undefined ? {} : { history };
};

/** A message as it is stored: with the keys of the indexes, and the second at which it may be deleted. */
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

/** A message as an item of the table. */
export const toItem = (message: Message, retentionDays: number): Item => attributesOf(toRecord(message, retentionDays));

/** @throws ValiError when the item is not one of ours. */
export const fromItem = (item: Item): Message => v.parse(messageSchema, unmarshall(item));

/**
 * `createdKey` sorts an account's messages by creation. `openShard` and `openKey` put a message that is not final into
 * the open index (`openPlace`); without them it is not there. `failure` puts one that did
 * not arrive, or may not have, into the index of those.
 */
export const indexKeys = (message: Message) => ({
  createdKey: createdKey(message),
  ...(!isFinal(message.status) && openPlace(message)),
  ...(isFailure(message.status) && { failure: failureOf(message) }),
});

/** Among the others by age; one that waits and has a validity among its like, by when it is given up. */
const openPlace = (message: Message) => {
  const givenUp = message.status === 'accepted' ? givenUpAt(message) : undefined;
  return givenUp === undefined
    ? { openShard: openShard(message.id), openKey: `${openSince(message)}#${message.id}` }
    : { openShard: `${waitingPrefix}${openShard(message.id)}`, openKey: `${givenUp}#${message.id}` };
};

export const createdKey = ({ createdAt, id }: Message): string => `${createdAt}#${id}`;

/** Where a message that ended badly is in the index of those. */
export const failureOf = ({ id, status }: Pick<Message, 'id' | 'status'>): string =>
  failureKey(status, Number(openShard(id)));

/** By the first byte of its SHA-256. */
export const openShard = (id: string): string =>
  String(Number.parseInt(hash('sha256', id).slice(0, 2), 16) % openShards);
