import { secondsPerMonth } from './assumptions.ts';

/** The load of a month, spread evenly. */
export interface Month {
  readonly messages: number;
  /** Recipients per request. */
  readonly perRequest: number;
  readonly door: 'api' | 'event';
}

export const requestsOf = ({ messages, perRequest }: Month): number => messages / perRequest;

export const perSecond = (perMonth: number): number => perMonth / secondsPerMonth;

/** How many of so many equal spans of time contain at least one of so many random events. */
export const spansWithAny = (spans: number, things: number): number => spans * (1 - Math.exp(-things / spans));
