import type { Message } from '../../../client/index.ts';
import { isNewer } from './order.ts';
import type { Found } from './walk.ts';

/** What stands in the rows, and what waits for a moment in which rows may move. */
export interface Shown extends Found {
  /** Rows that the filter does not find any more. */
  readonly gone: ReadonlySet<string>;
  /** Messages that came since, and have no row yet. */
  readonly news: number;
  /** All as it was found last. */
  readonly latest: Found;
}

export const show = (found: Found): Shown => ({ ...found, gone: new Set(), news: 0, latest: found });

/**
 * After another look. Where somebody points at the rows, or reads further down, each stays where it is: only what is in
 * it changes.
 */
export const follow = (shown: Shown, found: Found, mayMove: boolean): Shown => {
  const lastRow = shown.messages.at(-1);
  if (mayMove || lastRow === undefined) return show(found);
  const now = new Map(found.messages.map((message) => [message.id, message]));
  const rows = new Set(shown.messages.map(({ id }) => id));
  const isLookedAt = (message: Message): boolean => {
    const end = found.messages.at(-1);
    return found.cursor === null || (end !== undefined && isNewer(message, end));
  };
  return {
    ...shown,
    messages: shown.messages.map((message) => now.get(message.id) ?? message),
    gone: new Set(
      shown.messages.flatMap((message) => (!now.has(message.id) && isLookedAt(message) ? [message.id] : [])),
    ),
    news: found.messages.filter((message) => !rows.has(message.id) && isNewer(message, lastRow)).length,
    latest: found,
  };
};
