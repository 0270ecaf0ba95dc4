import type { CallMark, CallState, Calls } from '../../../functions/messages/ports.ts';

interface Hooks {
  /** Whether the state is not told: the store did not answer. */
  isUnavailable?: (kind: 'begin' | 'fence', mark: CallMark) => boolean;
  /** Whether it is decided, and not told. */
  isLost?: () => boolean;
  /** Whether it is decided later, when this calls `arrive`, and not told. */
  isLate?: (kind: 'begin' | 'fence', arrive: () => void) => boolean;
}

export interface MemoryCalls extends Calls {
  readonly hooks: Hooks;
  /** The states by attempt and number: `attempt-1#0`. */
  readonly states: ReadonlyMap<string, 'begun' | 'fenced'>;
}

/** The calls that have begun, in memory: the first who asks about one decides. */
export const memoryCalls = (hooks: Hooks = {}): MemoryCalls => {
  const states = new Map<string, 'begun' | 'fenced'>();
  const decide = (kind: 'begin' | 'fence', mark: CallMark): CallState => {
    if (hooks.isUnavailable?.(kind, mark)) return 'unknown';
    const write = (): CallState => {
      const state = states.get(callKey(mark)) ?? (kind === 'begin' ? 'begun' : 'fenced');
      states.set(callKey(mark), state);
      return state;
    };
    if (hooks.isLate?.(kind, write)) return 'unknown';
    const state = write();
    return hooks.isLost?.() ? 'unknown' : state;
  };
  return {
    hooks,
    states,
    begin: async (mark) => decide('begin', mark),
    fence: async (mark) => decide('fence', mark),
  };
};

export const callKey = ({ attempt, call }: CallMark): string => `${attempt}#${call}`;
