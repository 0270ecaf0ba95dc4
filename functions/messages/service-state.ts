import type { LeftOver } from './sweep-ranges.ts';

/** What the service remembers between sweeps. It is written only when it changes. */
export interface ServiceState {
  readonly version: number;
  readonly gateway: 'reachable' | 'unreachable';
  readonly credits: 'enough' | 'low';
  /** Credits left at the gateway when they were last found low or restored. */
  readonly creditsLeft?: number;
  readonly left: readonly LeftOver[];
  readonly updatedAt: string;
}

export interface ServiceStates {
  /** @throws StoreUnavailableError */
  read(): Promise<ServiceState>;
  /**
   * Writes a state, if the one it follows still stands; else another sweep was first, and its word is as good.
   * @throws StoreUnavailableError
   */
  write(before: ServiceState, after: ServiceState): Promise<void>;
}

/** Before the first sweep. */
export const initialState: ServiceState = {
  version: 0,
  gateway: 'reachable',
  credits: 'enough',
  left: [],
  updatedAt: new Date(0).toISOString(),
};

/** What a sweep found out; `undefined`: it did not ask. */
export interface Findings {
  readonly reachable: boolean | undefined;
  readonly credits: number | undefined;
  readonly left: readonly LeftOver[];
}

/** The state after a sweep, or `undefined` when nothing changed. */
export const nextState = (
  state: ServiceState,
  findings: Findings,
  threshold: number,
  now: Date,
): ServiceState | undefined => {
  const { reachable, credits, left } = findings;
  const gateway = reachable === undefined ? state.gateway : reachable ? 'reachable' : 'unreachable';
  const level = credits === undefined ? state.credits : credits < threshold ? 'low' : 'enough';
  const hasLeft = left.length > 0 || state.left.length > 0;
  if (gateway === state.gateway && level === state.credits && !hasLeft) return undefined;
  return {
    ...state,
    gateway,
    credits: level,
    ...(level !== state.credits && credits !== undefined && { creditsLeft: credits }),
    left,
    version: state.version + 1,
    updatedAt: now.toISOString(),
  };
};
