import type { Message } from '../../../client/index.ts';

type Place = Pick<Message, 'id' | 'createdAt'>;

/** Whether one message is above the other in the list. */
export const isNewer = (one: Place, other: Place): boolean =>
  one.createdAt > other.createdAt || (one.createdAt === other.createdAt && one.id > other.id);
