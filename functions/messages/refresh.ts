import { StoreUnavailableError } from './errors.ts';
import type { Message } from './message.ts';
import type { Change, MessageStore, Upstream } from './ports.ts';
import { isFinal } from './status.ts';
import { changesOf, observe } from './transition.ts';

interface Dependencies {
  readonly store: MessageStore;
  readonly upstream: Pick<Upstream, 'states'>;
  readonly clock: () => Date;
}

/**
 * Asks the upstream for the state of open messages that have been handed over, and records what is new. Returns all
 * messages as they are afterwards, in order. `deadline` is when the caller's time ends, in milliseconds since 1970.
 * @throws UpstreamUnavailableError, StoreUnavailableError
 */
export type Refresh = (messages: readonly Message[], deadline: number) => Promise<readonly Message[]>;

export const createRefresh = ({ store, upstream, clock }: Dependencies): Refresh => {
  return async (messages, deadline) => {
    const open = messages.filter(({ status, upstreamId }) => upstreamId !== undefined && !isFinal(status));
    const upstreamIds = open.flatMap(({ upstreamId }) => upstreamId ?? []);
    if (upstreamIds.length === 0) return messages;

    const states = await upstream.states(upstreamIds, deadline);
    const now = clock();
    const changes = changesOf(open, (message) => {
      const state = message.upstreamId === undefined ? undefined : states.get(message.upstreamId);
      return state && observe(message, state, now);
    });
    const current = await applyChanges(store, changes);
    return messages.map((message) => current.get(message.id) ?? message);
  };
};

/**
 * Applies changes and returns the messages as they are afterwards. If another writer was first, its version is
 * returned.
 * @throws StoreUnavailableError when a change was not recorded, so that the records are not up to date
 */
export const applyChanges = async (
  store: MessageStore,
  changes: readonly Change[],
): Promise<ReadonlyMap<string, Message>> => {
  const outcomes = changes.length === 0 ? [] : await store.apply(changes);
  const current = new Map<string, Message>();
  const stale: string[] = [];
  for (const [index, { before, after }] of changes.entries()) {
    if (outcomes[index] === 'applied') current.set(after.id, after);
    else if (outcomes[index] === 'stale') stale.push(before.id);
  }
  if (outcomes.includes('unavailable')) throw new StoreUnavailableError('The change could not be recorded. Try again.');
  if (stale.length > 0) for (const [id, message] of await store.find(stale)) current.set(id, message);
  return current;
};
