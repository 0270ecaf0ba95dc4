import type { Item } from './message-item.ts';

/** Marks a record that was restored unchanged. Its events were published when it was first written. */
export const markRestored = (item: Item, now: Date): Item => ({ ...item, restoredAt: { S: now.toISOString() } });

export const isRestored = (item: Item): boolean => item['restoredAt'] !== undefined;
