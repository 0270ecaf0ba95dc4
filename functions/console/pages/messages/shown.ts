import type { Message } from '../../../client/index.ts';
import { isNewer } from './order.ts';
import type { Found } from './walk.ts';

/** The messages in the rows, and those that wait until rows may move. */
export interface Shown extends Found {
  /** Rows that the filter does not match any more. */
  readonly gone: ReadonlySet<string>;
  /** How many new messages have no row yet. */
  readonly news: number;
  /** The last result. */
  readonly latest: Found;
}

export const show = (found: Found): Shown => ({ ...found, gone: new Set(), news: 0, latest: found });

/**
 * Takes in a new result. If rows must not move, because somebody points at them or reads further down, each row keeps
 * its place, and only its contents change.
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
