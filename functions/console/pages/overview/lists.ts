import type { Status } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { dayStart } from './local-days.ts';

/** The address of the list with the messages that a figure counts. */
export const listHref = (from: Date, status?: Status, until?: Date): string =>
  placeHref(['messages'], { status, from: from.toISOString(), until: until?.toISOString() });

export const listOfToday = (now: Date, status?: Status): string => listHref(dayStart(now), status);

export const listOfWeek = (now: Date, status?: Status): string => listHref(dayStart(now, 6), status);
