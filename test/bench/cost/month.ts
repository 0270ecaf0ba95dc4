import { secondsPerMonth } from './assumptions.ts';

/** What comes in a month, evenly. */
export interface Month {
  readonly messages: number;
  /** Recipients of each request. */
  readonly perRequest: number;
  readonly door: 'api' | 'event';
}

export const requestsOf = ({ messages, perRequest }: Month): number => messages / perRequest;

export const perSecond = (perMonth: number): number => perMonth / secondsPerMonth;

/** How many of so many equal spans of time have at least one of so many things that come at random. */
export const spansWithAny = (spans: number, things: number): number => spans * (1 - Math.exp(-things / spans));
