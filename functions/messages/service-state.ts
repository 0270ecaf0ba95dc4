import { type LeftOver, placesWithout, withLeft } from './sweep/ranges.ts';

/** What textgate remembers between sweeps. It is written only when it changes. */
export interface ServiceState {
  readonly version: number;
  readonly upstream: 'reachable' | 'unreachable';
  readonly credits: 'enough' | 'low';
  /** The credits at the upstream when `credits` last changed. */
  readonly creditsLeft?: number;
  readonly left: readonly LeftOver[];
  readonly updatedAt: string;
}

export interface ServiceStates {
  /** @throws StoreUnavailableError */
  read(): Promise<ServiceState>;
  /**
   * Writes a state unless another sweep has written one after `before`.
   * @returns whether it was written
   * @throws StoreUnavailableError
   */
  write(before: ServiceState, after: ServiceState): Promise<boolean>;
}

export const initialState: ServiceState = {
  version: 0,
  upstream: 'reachable',
  credits: 'enough',
  left: [],
  updatedAt: new Date(0).toISOString(),
};

/** What a sweep found out. */
export interface Findings {
  /** `undefined`: it did not ask. */
  readonly reachable: boolean | undefined;
  /** `undefined`: it did not ask. */
  readonly credits: number | undefined;
  /** Places where it stopped. The next sweep continues there. */
  readonly left: readonly LeftOver[];
  /** Places left by an earlier sweep, where this one continued. */
  readonly resumed: readonly LeftOver[];
}

/** The state after a sweep, or `undefined` when nothing changed. */
export const nextState = (
  state: ServiceState,
  findings: Findings,
  threshold: number,
  now: Date,
): ServiceState | undefined => {
  const { reachable, credits, left, resumed } = findings;
  const upstream = reachable === undefined ? state.upstream : reachable ? 'reachable' : 'unreachable';
  const level = credits === undefined ? state.credits : credits < threshold ? 'low' : 'enough';
  const isLeftAsBefore = left.length === 0 && resumed.length === 0;
  if (upstream === state.upstream && level === state.credits && isLeftAsBefore) return undefined;
  return {
    ...state,
    upstream,
    credits: level,
    ...(level !== state.credits && credits !== undefined && { creditsLeft: credits }),
    left: left.reduce(withLeft, placesWithout(state.left, resumed)),
    version: state.version + 1,
    updatedAt: now.toISOString(),
  };
};

/**
 * If there is too much to do, a sweep and its helpers (up to seven) all end at the same moment. One of them wins each
 * round, and the others try again, so that none loses its findings.
 */
const tries = 20;

/**
 * Records the findings of a sweep. If another sweep was first, its change of `upstream` or `credits` stands, because it
 * is as new as this one. The places left by both are merged.
 * @param state the state when the sweep began
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
  for (let round = 0; round < tries; round += 1) {
    const next = nextState(current, news, threshold, clock());
    if (next === undefined || (await states.write(current, next))) return;
    current = await states.read();
    news = {
      ...findings,
      reachable: current.upstream === state.upstream ? findings.reachable : undefined,
      credits: current.credits === state.credits ? findings.credits : undefined,
    };
  }
};

/** Records only places: those left, and those where the sweep continued. @throws StoreUnavailableError */
export const recordLeft = async (
  states: ServiceStates,
  { left, resumed }: Pick<Findings, 'left' | 'resumed'>,
  clock: () => Date,
): Promise<void> =>
  recordFindings(states, await states.read(), { reachable: undefined, credits: undefined, left, resumed }, 0, clock);
