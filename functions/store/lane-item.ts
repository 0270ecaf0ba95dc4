import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { Lane } from '../webhooks/lane.ts';
import type { DueEntry, Errand } from '../webhooks/ports.ts';
import type { StoredRecord } from './attributes.ts';
import { dueKeys } from './delivery-item.ts';

type Item = Record<string, AttributeValue>;

/* A webhook's lane and errand are in its partition, beside its deliveries. */
export const laneId = 'lane';
export const errandId = 'errand';

export const kindOf = (id: string): DueEntry['kind'] => {
  if (id === laneId) return 'lane';
  return id === errandId ? 'errand' : 'delivery';
};

/** Longer than deliveries are kept, so that a lane outlives all that wait behind it. */
const laneKeptMillis = 31 * 24 * 60 * 60 * 1_000;

const laneSchema = v.object({
  webhook: v.string(),
  account: v.string(),
  failures: v.number(),
  failingSince: v.exactOptional(v.string()),
  notBefore: v.exactOptional(v.string()),
  openedAt: v.exactOptional(v.string()),
  joinedAt: v.string(),
  toldOf: v.exactOptional(v.string()),
  mark: v.string(),
  dueAt: v.exactOptional(v.string()),
});

const errandSchema = v.object({
  webhook: v.string(),
  account: v.string(),
  at: v.string(),
  since: v.exactOptional(v.string()),
  until: v.exactOptional(v.string()),
  mark: v.string(),
});

export const toLaneRecord = (lane: Lane): StoredRecord => ({
  ...lane,
  id: laneId,
  ...(lane.dueAt !== undefined && dueKeys(lane.webhook, laneId, lane.dueAt)),
  expiresAt: Math.floor((Date.parse(lane.joinedAt) + laneKeptMillis) / 1_000),
});

export const toErrandRecord = (errand: Errand): StoredRecord => ({
  ...errand,
  id: errandId,
  ...dueKeys(errand.webhook, errandId, errand.at),
});

/** @throws ValiError if the item has another form */
export const fromLaneItem = (item: Item): Lane => v.parse(laneSchema, unmarshall(item));

/** @throws ValiError if the item has another form */
export const fromErrandItem = (item: Item): Errand => v.parse(errandSchema, unmarshall(item));
