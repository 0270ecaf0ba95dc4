import type { Due } from '../webhooks/ports.ts';

/** The deliverers to webhooks, each a group of its queue's messages, and what is theirs. */
export interface Deliverers {
  readonly groups: readonly string[];
  groupOf(webhook: string): string;
  /** Of a group that there is no more since there are fewer: none. */
  shardsOf(groups: readonly string[]): readonly string[];
}

/** Deals the shards of what is due out to so many deliverers. */
export const createDeliverers = ({ shards, shardOf }: Pick<Due, 'shards' | 'shardOf'>, count: number): Deliverers => {
  const groups = Array.from({ length: count }, (_, deliverer) => `deliver-${deliverer}`);
  const groupOfShard = (shard: string) => `deliver-${shards.indexOf(shard) % count}`;
  return {
    groups,
    groupOf: (webhook) => groupOfShard(shardOf(webhook)),
    shardsOf: (own) => shards.filter((shard) => own.includes(groupOfShard(shard))),
  };
};
