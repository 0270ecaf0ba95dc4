import type { Item } from './message-item.ts';

/** Marks a record that was put back and says nothing new: its events were published when it was written first. */
export const markRestored = (item: Item, now: Date): Item => ({ ...item, restoredAt: { S: now.toISOString() } });

export const isRestored = (item: Item): boolean => item['restoredAt'] !== undefined;
