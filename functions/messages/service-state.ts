import { type LeftOver, withLeft } from './sweep/ranges.ts';

/** What the service remembers between sweeps. It is written only when it changes. */
export interface ServiceState {
  readonly version: number;
  readonly upstream: 'reachable' | 'unreachable';
  readonly credits: 'enough' | 'low';
  /** Credits left at the upstream when they were last found low or restored. */
  readonly creditsLeft?: number;
  readonly left: readonly LeftOver[];
  readonly updatedAt: string;
}

export interface ServiceStates {
  /** @throws StoreUnavailableError */
  read(): Promise<ServiceState>;
  /**
   * Writes a state, if the one it follows still stands: if not, another sweep was first.
   * @returns whether it was written
   * @throws StoreUnavailableError
   */
  write(before: ServiceState, after: ServiceState): Promise<boolean>;
}

/** Before the first sweep. */
export const initialState: ServiceState = {
  version: 0,
  upstream: 'reachable',
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
  const upstream = reachable === undefined ? state.upstream : reachable ? 'reachable' : 'unreachable';
  const level = credits === undefined ? state.credits : credits < threshold ? 'low' : 'enough';
  const hasLeft = left.length > 0 || state.left.length > 0;
  if (upstream === state.upstream && level === state.credits && !hasLeft) return undefined;
  return {
    ...state,
    upstream,
    credits: level,
    ...(level !== state.credits && credits !== undefined && { creditsLeft: credits }),
    left,
    version: state.version + 1,
    updatedAt: now.toISOString(),
  };
};

/** Sweeps overlap when there is much to do. What is not noted in the end, the age windows come back to. */
const tries = 5;

/**
 * Notes what a sweep found out. Where another sweep was first, its word on the upstream and the credits stands, which is as
 * new; what either left is left.
 * @param state as it was when the sweep began, which has gone on from what had been left then
 * @throws StoreUnavailableError
 */
export const recordFindings = async (
  states: ServiceStates,
  state: ServiceState,
  findings: Findings,
  threshold: number,
  clock: () => Date,
): Promise<void> => {
  let [current, news] = [state, findings];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const next = nextState(current, news, threshold, clock());
    if (next === undefined || (await states.write(current, next))) return;
    current = await states.read();
    news = { reachable: undefined, credits: undefined, left: current.left.reduce(withLeft, findings.left) };
  }
};
