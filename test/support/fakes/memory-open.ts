import type { Message } from '../../../functions/messages/message.ts';
import type { OpenEntry, OpenMessages } from '../../../functions/messages/ports.ts';
import { indexKeys, shardsByAge, waitingShards } from '../../../functions/store/message-item.ts';
import type { MemoryStore } from './memory-store.ts';

interface Hooks {
  /** Runs before a page is read; may throw. */
  beforePage?: (shard: string) => void | Promise<void>;
  /** The index as it was some time ago. It is shown instead of the record. */
  lagging?: ReadonlyMap<string, Message>;
  /** Whether a change reaches the index only when the test calls `arrive`. */
  isLate?: (message: Message, arrive: () => void) => boolean;
  pageSize?: number;
}

export interface MemoryOpen extends OpenMessages {
  readonly hooks: Hooks;
  readonly pages: () => number;
}

/** The index of open messages, over a record in memory, with the real table's keys. */
export const memoryOpen = ({ records, watch }: MemoryStore, hooks: Hooks = {}): MemoryOpen => {
  let pages = 0;
  const entries = new Map<string, Place>();
  const byShard = new Map<string, Map<string, Place>>(
    [...shardsByAge, ...waitingShards].map((shard) => [shard, new Map()]),
  );

  /** Changes may arrive in any order: the index ignores one older than what it shows. */
  const show = (message: Message) => {
    const shown = entries.get(message.id);
    if (shown !== undefined && shown.version > message.version) return;
    const place = placeOf(message);
    entries.set(message.id, place);
    byShard.get(shown?.shard ?? '')?.delete(message.id);
    byShard.get(place.shard ?? '')?.set(message.id, place);
  };
  for (const message of records.values()) show(message);
  watch((message) => {
    if (!hooks.isLate?.(message, () => show(message))) show(message);
  });

  const inShard = (shard: string): OpenEntry[] => {
    const { lagging } = hooks;
    const shown = [...(byShard.get(shard)?.values() ?? [])];
    const asItWas = shown.filter(({ entry }) => lagging?.has(entry.id) !== true);
    const old = [...(lagging?.values() ?? [])].filter(({ id }) => records.has(id)).map(placeOf);
    const places = lagging === undefined ? shown : [...asItWas, ...old.filter((place) => place.shard === shard)];
    return places.map(({ entry }) => entry).sort((a, b) => (a.key < b.key ? -1 : 1));
  };

  return {
    hooks,
    pages: () => pages,
    shards: shardsByAge,
    waitingShards,
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
  /** Absent: the status is final, so the message is not in the index. */
  readonly shard: string | undefined;
  readonly version: number;
  readonly entry: OpenEntry;
}

const placeOf = (message: Message): Place => {
  const { openShard, openKey = '' } = keysOf(message);
  const { id, status, upstreamId, version } = message;
  const entry = { id, status, key: openKey, ...(upstreamId !== undefined && { upstreamId }) };
  return { shard: openShard, version, entry };
};

const keysOf = (message: Message): { readonly openShard?: string; readonly openKey?: string } => indexKeys(message);
