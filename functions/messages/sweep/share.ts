import { recordLeft, type ServiceStates } from '../service-state.ts';
import type { LeftOver, Range } from './ranges.ts';
import type { Share } from './sweep.ts';

/** What a helper is to do. */
export interface HelpRequest {
  readonly ranges: readonly Range[];
  readonly handsOver: boolean;
  /** Of the sweep that asks, in milliseconds since 1970: both note what they leave before the next sweep begins. */
  readonly deadline: number;
}

/** Asks one of the helpers, by its number. It does one request after the other. */
export type AskHelper = (helper: number, request: HelpRequest) => Promise<void>;

interface Dependencies {
  /** How many there are, each a sweep itself. */
  readonly helpers: number;
  readonly states: ServiceStates;
  readonly askHelper: AskHelper;
  readonly clock: () => Date;
  /** Told that a helper could not be asked, or that what it was given could not be noted. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Deals ranges out to the helpers and to the sweep itself. What the helpers get is noted as left until they are done: where
 * one dies, or never hears of it, the next sweep goes on there.
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
    await recordLeft(states, { left: given.map(startOf), taken: [] }, clock).catch(onFailure);
    return given;
  };

/** Where a range that has not been looked at is gone on with. */
export const startOf = ({ shard, window, after }: Range): LeftOver => ({ shard, window, after });
