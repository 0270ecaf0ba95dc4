import type { Message, Page } from '../../../client/index.ts';
import { isNewer } from './order.ts';

/** A page as it is shown. It may take several requests. */
export interface Found {
  readonly messages: readonly Message[];
  /** The cursor of older messages; `null`: there are none. */
  readonly cursor: string | null;
  /** The page is not full although there may be more messages, because the most requests were made. */
  readonly isCut: boolean;
}

interface Options {
  readonly ask: (query: { readonly cursor: string | undefined; readonly limit: number }) => Promise<Page<Message>>;
  /** Where the page begins; `undefined`: at the newest message. */
  readonly start: string | undefined;
  /** In milliseconds. */
  readonly now: () => number;
  /** Called with how far the search has come, after each request except the last. */
  readonly onStep: (cursor: string) => void;
}

/** A filter without an index looks through 1,000 messages per request, so this is 5,000 messages. */
const mostRequests = 5;

/** Milliseconds before the requests after the first are repeated. */
const walkAgainAfter = 60_000;
/** The same if a message from the first request is missing now: it may have moved behind it. */
const lookBehindAfter = 15_000;

interface Walk {
  readonly found: Found;
  readonly first: readonly Message[];
  readonly at: number;
}

/**
 * Makes a function that finds a page of messages, for repeated calls. Each call makes the first request. If that does
 * not fill the page, further requests follow, but only from time to time.
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

/** The newest messages as they are now, and the older ones from before. */
const joined = (newest: readonly Message[], before: readonly Message[]): readonly Message[] => {
  const end = newest.at(-1);
  return [...newest, ...before.filter((message) => end === undefined || isNewer(end, message))];
};
