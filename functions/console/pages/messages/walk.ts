import type { Message, Page } from '../../../client/index.ts';
import { isNewer } from './order.ts';

/** A page as it is shown, which may have taken several requests. */
export interface Found {
  readonly messages: readonly Message[];
  /** Where older ones begin; `null`: there are none. */
  readonly cursor: string | null;
  /** The page is not full, and yet there may be more: as many requests as are made by themselves have been made. */
  readonly isCut: boolean;
}

interface Options {
  readonly ask: (query: { readonly cursor: string | undefined; readonly limit: number }) => Promise<Page<Message>>;
  /** Where the page begins; `undefined`: with the newest. */
  readonly start: string | undefined;
  /** Milliseconds. */
  readonly now: () => number;
  /** Told, after each request that was not the last, how far it came. */
  readonly onStep: (cursor: string) => void;
}

/** A filter without an index looks through 1,000 messages a request: these are 5,000. */
const mostRequests = 5;

/** Milliseconds until what is behind the first request is looked through again. */
const walkAgainAfter = 60_000;
/** The same, where something that the first request had brought is not there any more: that or its place has changed. */
const lookBehindAfter = 15_000;

interface Walk {
  readonly found: Found;
  readonly first: readonly Message[];
  readonly at: number;
}

/**
 * Looks for as many messages as a page has, again and again. Each time the first request is made; those behind it, where
 * the first does not fill the page, only from time to time.
 */
export const createWalk = ({ ask, start, now, onStep }: Options) => {
  let last: Walk | undefined;

  const walkOn = async (first: Page<Message>, limit: number): Promise<Found> => {
    const messages = [...first.items];
    let { cursor } = first;
    for (let requests = 1; requests < mostRequests && cursor !== null && messages.length < limit; requests += 1) {
      onStep(cursor);
      const page: Page<Message> = await ask({ cursor, limit: limit - messages.length });
      messages.push(...page.items);
      cursor = page.cursor;
    }
    return { messages, cursor, isCut: cursor !== null && messages.length < limit };
  };

  return async (limit: number): Promise<Found> => {
    const first = await ask({ cursor: start, limit });
    if (first.cursor === null || first.items.length >= limit) {
      last = undefined;
      return { messages: first.items, cursor: first.cursor, isCut: false };
    }
    if (
      last !== undefined &&
      now() - last.at < (lacksSome(first.items, last.first) ? lookBehindAfter : walkAgainAfter)
    ) {
      return { ...last.found, messages: joined(first.items, last.found.messages) };
    }
    const found = await walkOn(first, limit);
    last = { found, first: first.items, at: now() };
    return found;
  };
};

const lacksSome = (now: readonly Message[], before: readonly Message[]): boolean =>
  before.some(({ id }) => now.every((message) => message.id !== id));

/** The newest as they are now, and what was behind them. */
const joined = (newest: readonly Message[], before: readonly Message[]): readonly Message[] => {
  const end = newest.at(-1);
  return [...newest, ...before.filter((message) => end === undefined || isNewer(end, message))];
};
