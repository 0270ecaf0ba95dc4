import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { followUpSeconds } from '../../../functions/contract/follow-ups.ts';
import type { virtualTime } from './virtual-time.ts';

const keptMillis = 60_000;

interface Request {
  readonly body: string;
  readonly sentAt: number;
}

/**
 * The queue of follow-ups in virtual time. Like the FIFO queue it delivers one request of a group at a time after its
 * delay, drops duplicates, and drops what has waited for a minute.
 */
export const followUpQueue = (
  { clock, later }: Pick<ReturnType<typeof virtualTime>, 'clock' | 'later'>,
  work: (body: string) => Promise<void>,
) => {
  const taken = new Set<string>();
  const waiting = new Map<string, Request[]>();
  const busy = new Set<string>();

  const next = (group: string): void => {
    const now = clock().getTime();
    const requests = (waiting.get(group) ?? []).filter(({ sentAt }) => sentAt + keptMillis > now);
    const request = busy.has(group) ? undefined : requests.shift();
    waiting.set(group, requests);
    if (request === undefined) return;
    busy.add(group);
    const done = () => {
      busy.delete(group);
      next(group);
    };
    later(Math.max(0, request.sentAt + followUpSeconds * 1000 - now), () => {
      work(request.body).then(done, done);
    });
  };

  return {
    send: async (command: unknown): Promise<void> => {
      if (!(command instanceof SendMessageCommand)) throw new Error('Unexpected command');
      const { MessageBody: body = '', MessageGroupId: group = '', MessageDeduplicationId: id = '' } = command.input;
      if (taken.has(id)) return;
      taken.add(id);
      waiting.set(group, [...(waiting.get(group) ?? []), { body, sentAt: clock().getTime() }]);
      next(group);
    },
  };
};
