import { recordLeft, type ServiceStates } from '../service-state.ts';
import type { LeftOver, Range } from './ranges.ts';
import type { Share } from './sweep.ts';

/** What a sweep asks a helper to do. */
export interface HelpRequest {
  readonly ranges: readonly Range[];
  readonly handsOver: boolean;
  /**
   * The asking sweep's deadline, in milliseconds since 1970: both record what they leave before the next sweep begins.
   */
  readonly deadline: number;
}

/** Asks a helper, by its number. A helper does one request after the other. */
export type AskHelper = (helper: number, request: HelpRequest) => Promise<void>;

interface Dependencies {
  /** How many helpers there are. Each is a sweep itself. */
  readonly helpers: number;
  readonly states: ServiceStates;
  readonly askHelper: AskHelper;
  readonly clock: () => Date;
  /** Called if a helper could not be asked, or its ranges could not be recorded as left. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Divides ranges between the helpers and the sweep itself. The helpers' ranges are recorded as left until they are
 * done. So if a helper dies or never gets its request, the next sweep continues there.
 */
export const createShare =
  ({ helpers, states, askHelper, clock, onFailure }: Dependencies) =>
  (request: Omit<HelpRequest, 'ranges'>): Share =>
  async (ranges) => {
    const ask = async (helper: number): Promise<readonly Range[]> => {
      const share = ranges.filter((_, index) => index % (helpers + 1) === helper);
      if (share.length > 0) await askHelper(helper, { ...request, ranges: share });
      return share;
    };
    const asked = await Promise.allSettled(Array.from({ length: helpers }, (_, helper) => ask(helper)));
    for (const each of asked) if (each.status === 'rejected') onFailure(each.reason);
    const given = asked.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    await recordLeft(states, { left: given.map(startOf), resumed: [] }, clock).catch(onFailure);
    return given;
  };

/** The start of a range, as the place where a sweep continues. */
export const startOf = ({ shard, window, after }: Range): LeftOver => ({ shard, window, after });
