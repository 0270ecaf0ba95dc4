import type { Status } from '../client/index.ts';
import { words } from './words.ts';

export const isStatus = (text: string | undefined): text is Status =>
  text !== undefined && Object.hasOwn(words.statuses, text);

export const statuses: readonly Status[] = Object.keys(words.statuses).filter(isStatus);

/** The API's word for a status if the console's name differs: `indeterminate`, as logs, events and answers have it. */
export const apiWordOf = (status: Status): string | undefined =>
  words.statuses[status][0].toLowerCase().replaceAll(' ', '_') === status ? undefined : status;
