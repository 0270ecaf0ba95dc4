import type { Status } from '../client/index.ts';
import { words } from './words.ts';

export const isStatus = (text: string | undefined): text is Status =>
  text !== undefined && Object.hasOwn(words.statuses, text);

export const statuses: readonly Status[] = Object.keys(words.statuses).filter(isStatus);

/** The API's word for a status, where ours is another: `indeterminate`, which logs, events and answers say. */
export const apiWordOf = (status: Status): string | undefined =>
  words.statuses[status][0].toLowerCase().replaceAll(' ', '_') === status ? undefined : status;
