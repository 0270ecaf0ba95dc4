import { isDeepStrictEqual } from 'node:util';
import { InvalidCursorError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { StoredRecord } from '../../../functions/store/attributes.ts';
import {
  deliveryKeyText,
  dueShardOf,
  dueShards,
  stateKey,
  toDeliveryRecord,
} from '../../../functions/store/delivery-item.ts';
import { eventsBetween } from '../../../functions/store/delivery-times.ts';
import { errandId, kindOf, laneId, toErrandRecord, toLaneRecord } from '../../../functions/store/lane-item.ts';
import type { Delivery, DeliveryKey } from '../../../functions/webhooks/delivery.ts';
import { statusOf } from '../../../functions/webhooks/delivery-status.ts';
import type { Lane } from '../../../functions/webhooks/lane.ts';
import type {
  Deliveries,
  DeliveryList,
  DeliveryOutcome,
  DeliveryPage,
  DeliveryPageQuery,
  Due,
  Errand,
  Lanes,
} from '../../../functions/webhooks/ports.ts';
import { sortedIndex } from './sorted-index.ts';

export type DeliveryWrite = 'add' | 'change' | 'lane' | 'errand';
export type DeliveryRead = 'find' | 'lane' | 'errand' | 'waiting' | 'failed' | 'due' | 'list';

interface Hooks {
  /** Runs before an operation reads the record, for example to delay it or to change the record meanwhile. */
  before?: (operation: DeliveryWrite | DeliveryRead) => Promise<void> | void;
  /**
   * Whether a write is not carried out. It then ends with `unavailable`, with `false` (if it adds) or with
   * StoreUnavailableError. `id`: of the delivery, or `lane` or `errand`.
   */
  isUnavailable?: (write: DeliveryWrite, key: DeliveryKey) => boolean;
  /** Whether a write is carried out, but its answer is lost. */
  isLost?: (write: DeliveryWrite, key: DeliveryKey) => boolean;
  /** Whether a read fails with StoreUnavailableError. */
  cannotRead?: (read: DeliveryRead) => boolean;
  /** Whether a write reaches the indexes only when the test calls `arrive`. */
  isLate?: (key: DeliveryKey, arrive: () => void) => boolean;
  /** Called with each change of a delivery. */
  onWrite?: (after: Delivery, before: Delivery | undefined) => void;
  /** Page size of the index of due deliveries. */
  pageSize?: number;
}

export interface MemoryDeliveries {
  readonly hooks: Hooks;
  readonly deliveries: Deliveries;
  readonly lanes: Lanes;
  readonly due: Due;
  readonly list: DeliveryList;
  /** The key is `deliveryKeyText`. */
  readonly records: ReadonlyMap<string, Delivery>;
  /** The key is the webhook. */
  readonly lanesOf: ReadonlyMap<string, Lane>;
  readonly errandsOf: ReadonlyMap<string, Errand>;
  /** Every state each delivery has had, in order. */
  readonly history: readonly Delivery[];
  /** Counts of writes that were carried out. */
  readonly writes: { adds: number; changes: number; lanes: number; errands: number };
  /** The number of entries in the index of due deliveries. */
  readonly dueCount: () => number;
  /** The first key in that index. */
  readonly firstDue: () => string | undefined;
}

/** The deliveries' table in memory: one record behind all ports, with the real table's index keys. */
export const memoryDeliveries = (initial: readonly Delivery[] = [], hooks: Hooks = {}): MemoryDeliveries => {
  const records = new Map<string, Delivery>();
  const lanesOf = new Map<string, Lane>();
  const errandsOf = new Map<string, Errand>();
  const history: Delivery[] = [];
  const writes = { adds: 0, changes: 0, lanes: 0, errands: 0 };
  const indexes = createIndexes();

  const index = (key: DeliveryKey, record: StoredRecord | undefined) => {
    const show = indexes.change(key, record);
    if (!hooks.isLate?.(key, show)) show();
  };

  const put = (delivery: Delivery) => {
    const before = records.get(deliveryKeyText(delivery));
    records.set(deliveryKeyText(delivery), delivery);
    history.push(delivery);
    hooks.onWrite?.(delivery, before);
    index(delivery, toDeliveryRecord(delivery));
  };
  for (const delivery of initial) put(delivery);

  const read = async (operation: DeliveryRead) => {
    await hooks.before?.(operation);
    if (hooks.cannotRead?.(operation)) throw notAvailable();
  };

  const writeOne = async (write: 'lane' | 'errand', webhook: string, take: () => StoredRecord | undefined | 'not') => {
    const key = { webhook, id: write === 'lane' ? laneId : errandId };
    await hooks.before?.(write);
    if (hooks.isUnavailable?.(write, key)) throw notAvailable();
    const record = take();
    if (record !== 'not') {
      writes[`${write}s`] += 1;
      index(key, record);
    }
    if (hooks.isLost?.(write, key)) throw notAvailable();
    return record !== 'not';
  };

  const addOne = (delivery: Delivery): boolean => {
    if (hooks.isUnavailable?.('add', delivery)) return false;
    if (!records.has(deliveryKeyText(delivery))) {
      writes.adds += 1;
      put(delivery);
    }
    return !hooks.isLost?.('add', delivery);
  };

  const changeOne = (before: Delivery, after: Delivery): DeliveryOutcome => {
    if (hooks.isUnavailable?.('change', after)) return 'unavailable';
    const record = records.get(deliveryKeyText(before));
    if (record?.version !== before.version) return isDeepStrictEqual(record, after) ? 'applied' : 'stale';
    writes.changes += 1;
    put(after);
    return hooks.isLost?.('change', after) ? 'unavailable' : 'applied';
  };

  const pageOf = (found: readonly Delivery[], { account, limit, cursor }: DeliveryPageQuery): DeliveryPage => {
    if (cursor?.includes(' ') === false)
      throw new InvalidCursorError('The cursor is not valid. Pass it on as the page before gave it.');
    const own = found.filter((delivery) => delivery.account === account).toSorted(newestFirst);
    const rest = own.filter((delivery) => cursor === undefined || sortText(delivery) < cursor);
    const deliveries = rest.slice(0, limit);
    const last = deliveries.at(-1);
    return { deliveries, ...(last && rest.length > limit && { cursor: sortText(last) }) };
  };

  return {
    hooks,
    records,
    lanesOf,
    errandsOf,
    history,
    writes,
    dueCount: () => dueShards.reduce((sum, shard) => sum + indexes.due.between(shard, '', last).length, 0),
    firstDue: () => dueShards.flatMap((shard) => indexes.due.between(shard, '', last)[0]?.key ?? []).toSorted()[0],

    deliveries: {
      add: async (deliveries) => {
        await hooks.before?.('add');
        return deliveries.map(addOne);
      },
      find: async (keys) => {
        await read('find');
        return [...new Set(keys.map(deliveryKeyText))].flatMap((key) => records.get(key) ?? []);
      },
      change: async (changes) => {
        await hooks.before?.('change');
        return changes.map(({ before, after }) => changeOne(before, after));
      },
      waiting: async (webhook, after, limit) => {
        await read('waiting');
        const entries = indexes.byState.between(stateKey(webhook, 'waiting'), after, last).slice(0, limit);
        return entries.map(({ key, value: { id } }) => ({ webhook, id, key, dueAt: key.slice(0, key.indexOf('#')) }));
      },
      failed: async (webhook, since, until, limit, after = '') => {
        await read('failed');
        const range = eventsBetween(since, until);
        const first = after > range.after ? after : range.after;
        const entries = indexes.byState.between(stateKey(webhook, 'failed'), first, range.until);
        return entries.slice(0, limit).map(({ value: { id } }) => ({ webhook, id }));
      },
    },

    lanes: {
      find: async (webhook) => {
        await read('lane');
        return lanesOf.get(webhook);
      },
      put: (lane, before) =>
        writeOne('lane', lane.webhook, () => {
          const present = lanesOf.get(lane.webhook)?.mark;
          if (present !== before?.mark && present !== lane.mark) return 'not';
          lanesOf.set(lane.webhook, lane);
          return toLaneRecord(lane);
        }),
      remove: ({ webhook, mark }) =>
        writeOne('lane', webhook, () => {
          if ((lanesOf.get(webhook)?.mark ?? mark) !== mark) return 'not';
          lanesOf.delete(webhook);
          return undefined;
        }),
      findErrand: async (webhook) => {
        await read('errand');
        return errandsOf.get(webhook);
      },
      putErrand: (errand, before) =>
        writeOne('errand', errand.webhook, () => {
          const mark = errandsOf.get(errand.webhook)?.mark;
          if (mark !== before?.mark && mark !== errand.mark) return 'not';
          errandsOf.set(errand.webhook, errand);
          return toErrandRecord(errand);
        }),
      removeErrand: async ({ webhook, mark }) => {
        await writeOne('errand', webhook, () => {
          if (errandsOf.get(webhook)?.mark !== mark) return 'not';
          errandsOf.delete(webhook);
          return undefined;
        });
      },
    },

    due: {
      shards: dueShards,
      shardOf: dueShardOf,
      page: async (shard, after, until) => {
        await read('due');
        const { pageSize = 1_000 } = hooks;
        const found = indexes.due.between(shard, after, until);
        const entries = found.slice(0, pageSize).map(({ key, value }) => ({ ...value, key, kind: kindOf(value.id) }));
        const next = found.length > pageSize ? entries.at(-1)?.key : undefined;
        return { entries, ...(next !== undefined && { next }) };
      },
    },

    list: {
      ofWebhook: async (webhook, { status, ...query }) => {
        await read('list');
        const own = [...records.values()].filter((delivery) => delivery.webhook === webhook);
        return pageOf(
          own.filter(({ state }) => status === undefined || statusOf[state.name] === status),
          query,
        );
      },
      ofMessage: async (message, query) => {
        await read('list');
        return pageOf(
          [...records.values()].filter((delivery) => delivery.message === message),
          query,
        );
      },
    },
  };
};

interface Place {
  readonly webhook: string;
  readonly id: string;
  readonly account: string;
}

/**
 * The table's indexes, by due time and by state. Changes may arrive in any order: one older than what is shown is
 * ignored.
 */
const createIndexes = () => {
  const due = sortedIndex<Place>();
  const byState = sortedIndex<Place>();
  const shown = new Map<string, { readonly number: number; readonly record: StoredRecord }>();
  let changes = 0;
  const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

  return {
    due,
    byState,
    /** Puts a record into the indexes as it is now, or removes it from them. */
    change: (key: DeliveryKey, record: StoredRecord = {}) => {
      changes += 1;
      const number = changes;
      return () => {
        const old = shown.get(deliveryKeyText(key));
        if (old !== undefined && old.number > number) return;
        shown.set(deliveryKeyText(key), { number, record });
        const { dueShard, dueKey, stateKey, stateSort } = old?.record ?? {};
        due.remove(textOf(dueShard), textOf(dueKey));
        byState.remove(textOf(stateKey), textOf(stateSort));
        const place = { webhook: key.webhook, id: key.id, account: textOf(record['account']) };
        if (record['dueShard'] !== undefined) due.put(textOf(record['dueShard']), textOf(record['dueKey']), place);
        if (record['stateKey'] !== undefined)
          byState.put(textOf(record['stateKey']), textOf(record['stateSort']), place);
      };
    },
  };
};

/** Sorts behind all keys. */
const last = '\uffff';

const sortText = ({ webhook, id }: DeliveryKey) => `${id} ${webhook}`;

const newestFirst = (a: DeliveryKey, b: DeliveryKey): number => (sortText(a) < sortText(b) ? 1 : -1);

const notAvailable = () => new StoreUnavailableError('The database did not answer. Try again.');
