import { callKey } from '../../../functions/messages/calls.ts';
import type { AskedState, CallMark, CallState, Calls, WithdrawnAs } from '../../../functions/messages/ports.ts';

type Decided = Exclude<CallState, 'unknown'>;

const givenUpAs: Readonly<Record<WithdrawnAs, Decided>> = { closed: 'given_up', kept: 'fenced' };

interface Hooks {
  /** Whether the store does not answer, and nothing is decided. */
  isUnavailable?: (kind: keyof Calls, mark: CallMark) => boolean;
  /** Whether the state is decided, but the answer is lost. */
  isLost?: () => boolean;
  /** Whether the state is decided only when the test calls `arrive`, and the answer is lost. */
  isLate?: (kind: keyof Calls, arrive: () => void) => boolean;
}

export interface MemoryCalls extends Calls {
  readonly hooks: Hooks;
  /** The states by attempt and number: `attempt-1#0`. */
  readonly states: ReadonlyMap<string, Decided>;
  /** All calls that were ever noted, even if they were given up since. */
  readonly noted: ReadonlySet<string>;
}

/** The states of calls, in memory. The first caller to ask about a call decides its state. */
export const memoryCalls = (hooks: Hooks = {}): MemoryCalls => {
  const states = new Map<string, Decided>();
  const noted = new Set<string>();
  const names = new Map<string, string>();
  const decide = (kind: keyof Calls, mark: CallMark, decision: Decided, by = ''): CallState => {
    if (hooks.isUnavailable?.(kind, mark)) return 'unknown';
    const write = (): CallState => {
      const state = states.get(callKey(mark)) ?? decision;
      if (!states.has(callKey(mark))) names.set(callKey(mark), by);
      states.set(callKey(mark), state);
      if (state === 'begun') noted.add(callKey(mark));
      return state;
    };
    if (hooks.isLate?.(kind, write)) return 'unknown';
    const state = write();
    return hooks.isLost?.() ? 'unknown' : state;
  };
  const asked = (mark: CallMark, by: string, state: CallState): AskedState =>
    state === 'begun' && names.get(callKey(mark)) !== by ? 'taken' : state;
  return {
    hooks,
    states,
    noted,
    begin: async (mark, by) => asked(mark, by, decide('begin', mark, 'begun', by)),
    giveUp: async (mark, as, by) => asked(mark, by, decide('giveUp', mark, givenUpAs[as], by)),
    fence: async (mark) => decide('fence', mark, 'fenced'),
  };
};
