import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Message } from '../../../functions/messages/message.ts';
import type { OpenEntry, OpenMessages } from '../../../functions/messages/ports.ts';
import { isFinal } from '../../../functions/messages/status.ts';
import { openShards, toItem } from '../../../functions/store/message-item.ts';
import type { MemoryStore } from './memory-store.ts';

interface Hooks {
  /** Runs before a page is read; may throw. */
  beforePage?: (shard: string) => void | Promise<void>;
  /** The index as it was some time ago: what it shows instead of the record. */
  lagging?: ReadonlyMap<string, Message>;
  pageSize?: number;
}

export interface MemoryOpen extends OpenMessages {
  readonly hooks: Hooks;
  readonly pages: () => number;
}

/** The open index over a record in memory, with the keys that the table has. */
export const memoryOpen = ({ records }: MemoryStore, hooks: Hooks = {}): MemoryOpen => {
  let pages = 0;
  const inShard = (shard: string) =>
    [...records.values()]
      .map((message) => hooks.lagging?.get(message.id) ?? message)
      .flatMap((message) => (isFinal(message.status) ? [] : [placeOf(message)]))
      .filter((place) => place.shard === shard)
      .map(({ entry }) => entry)
      .sort((a, b) => (a.key < b.key ? -1 : 1));

  return {
    hooks,
    pages: () => pages,
    shards: Array.from({ length: openShards }, (_, shard) => String(shard)),
    page: async (shard, after, until, limit = hooks.pageSize ?? 1000) => {
      pages += 1;
      await hooks.beforePage?.(shard);
      const entries = inShard(shard).filter(({ key }) => key > after && key <= until);
      const page = entries.slice(0, limit);
      const next = entries.length > limit ? page.at(-1)?.key : undefined;
      return { entries: page, ...(next !== undefined && { next }) };
    },
  };
};

interface Place {
  readonly shard: string;
  readonly entry: OpenEntry;
}

const places = new WeakMap<Message, Place>();

const placeOf = (message: Message): Place => {
  const known = places.get(message);
  if (known !== undefined) return known;
  const { openShard, openKey } = unmarshall(toItem(message, 90));
  const { id, status, upstreamId } = message;
  const place = {
    shard: openShard,
    entry: { id, status, key: openKey, ...(upstreamId !== undefined && { upstreamId }) },
  };
  places.set(message, place);
  return place;
};
