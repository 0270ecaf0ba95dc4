import type { Due } from '../webhooks/ports.ts';

/**
 * The deliverers of webhook events. Each is a message group of their queue, and has its own shards of due deliveries.
 */
export interface Deliverers {
  readonly groups: readonly string[];
  groupOf(webhook: string): string;
  /** Groups from a time with more deliverers have no shards. */
  shardsOf(groups: readonly string[]): readonly string[];
}

/** Divides the shards of due deliveries between `count` deliverers. */
export const createDeliverers = ({ shards, shardOf }: Pick<Due, 'shards' | 'shardOf'>, count: number): Deliverers => {
  const groups = Array.from({ length: count }, (_, deliverer) => `deliver-${deliverer}`);
  const groupOfShard = (shard: string) => `deliver-${shards.indexOf(shard) % count}`;
  return {
    groups,
    groupOf: (webhook) => groupOfShard(shardOf(webhook)),
    shardsOf: (own) => shards.filter((shard) => own.includes(groupOfShard(shard))),
  };
};
