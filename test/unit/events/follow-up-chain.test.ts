import { SendMessageCommand } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFollowUp, untilOf } from '../../../functions/bus/follow-up.ts';
import { followUpSeconds } from '../../../functions/contract/follow-ups.ts';
import { sweepFresh } from '../../../functions/events/sweep-statuses.ts';
import { emptyReport } from '../../../functions/messages/sweep/report.ts';
import { memoryOpen } from '../../support/fakes/memory-open.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { logLines } from '../../support/runner/log-lines.ts';
import { holds } from '../../support/runner/property.ts';

logLines();

const second = 1000;
const minute = 60 * second;
/** The beginning of a slot: the times below count from it. */
const start = 1_906_545_600_000;

/** What a look believes to have seen, at some time: the newest message's time, if any. */
type Seen = { readonly fresh: number; readonly newest: number | undefined };

interface Course {
  /** When messages are made; each is told to the publisher after `streamLag`. */
  readonly messages: readonly number[];
  readonly streamLag?: number;
  readonly look: (time: number, index: number) => Seen;
  /** How late each request is delivered, and how long its look takes. */
  readonly lateness?: (index: number) => number;
  readonly duration?: (index: number) => number;
  /** Whether the queue gives a request once more when its look is done. */
  readonly again?: (index: number) => boolean;
  /** What waits in the queue from before. */
  readonly waiting?: readonly string[];
}

interface Request {
  readonly body: string;
  readonly sentAt: number;
}

/** A chain that is longer than any here should be. */
const tooLong = 1_000;

/**
 * The queue of follow-ups, its askers and its looks, in a time of their own: FIFO, one request at a time, each slot's
 * first alone, eight seconds late.
 */
const chainIn = async (course: Course) => {
  const { messages, streamLag = 0, look, lateness = () => 0, duration = () => 0, again = () => false } = course;
  const time = { now: 0 };
  const clock = () => new Date(start + time.now);
  const requests: Request[] = (course.waiting ?? []).map((body) => ({ body, sentAt: 0 }));
  const slots = new Set<string>();
  const dropped: Request[] = [];
  const send = async (command: unknown) => {
    if (!(command instanceof SendMessageCommand)) throw new Error('Unexpected command');
    const { MessageDeduplicationId: slot = '', MessageBody: body = '' } = command.input;
    const request = { body, sentAt: time.now };
    if (slots.has(slot)) return dropped.push(request);
    slots.add(slot);
    return requests.push(request);
  };
  const asker = () => createFollowUp({ send } as never, 'https://sqs.example/queue.fifo', clock);
  const publisher = asker();
  const looks: number[] = [];
  const runLook = sweepFresh({
    sweep: async () => {
      const index = looks.push(time.now) - 1;
      const { fresh, newest } = look(time.now, index);
      time.now += duration(index);
      return {
        ...emptyReport(),
        seen: fresh,
        fresh,
        newest: newest === undefined ? undefined : new Date(start + newest),
      };
    },
    open: memoryOpen(memoryStore([])),
    followUp: asker(),
    clock,
    report: () => {},
  } as never);

  const asks = messages.toSorted((a, b) => a - b);
  let delivered = 0;
  for (;;) {
    const next = requests[delivered];
    const [message] = asks;
    const dueAt = next && Math.max(next.sentAt + followUpSeconds * second + lateness(delivered), time.now);
    if (message !== undefined && (dueAt === undefined || message + streamLag <= dueAt)) {
      asks.shift();
      // A look that takes its time does not keep the publisher from asking: only the order is the model's own.
      const resumed = time.now;
      time.now = message + streamLag;
      await publisher(new Date(start + message));
      time.now = Math.max(resumed, time.now);
    } else if (next !== undefined && dueAt !== undefined && looks.length < tooLong) {
      time.now = dueAt;
      await runLook(Number.POSITIVE_INFINITY, untilOf(next.body));
      if (again(delivered)) await runLook(Number.POSITIVE_INFINITY, untilOf(next.body));
      delivered += 1;
    } else {
      return { looks, requests, dropped };
    }
  }
};

/** A look that sees what there is: every message stays open. */
const honest =
  (messages: readonly number[]) =>
  (time: number): Seen => {
    const fresh = messages.filter((message) => message > time - 2 * minute && message <= time);
    return { fresh: fresh.length, newest: fresh.length === 0 ? undefined : Math.max(...fresh) };
  };

const upTo = (seconds: number) => fc.integer({ min: 0, max: seconds * second });

/** As often as asked, by turns. */
const inTurn =
  <T>(values: readonly T[]) =>
  (index: number): T =>
    values[index % values.length] as T;

describe('a chain of follow-ups', () => {
  test('that nobody asks for ends two minutes after the newest message, whatever its looks believe to see', async () => {
    const times = fc.uniqueArray(upTo(600), { maxLength: 8 });
    /** An old message again, none in spite of all that is fresh, or one that is yet to come. */
    const believed = fc.oneof(
      fc.record({ index: fc.nat() }),
      fc.constant('none' as const),
      fc.record({ ahead: fc.integer({ min: 9 * second, max: 1000 * minute }) }),
    );
    await holds(
      fc.asyncProperty(
        times,
        fc.array(believed, { minLength: 1 }),
        fc.array(upTo(100), { minLength: 1 }),
        fc.array(upTo(62), { minLength: 1 }),
        fc.array(fc.boolean(), { minLength: 1 }),
        fc.array(fc.constantFrom('{"slot":238318200}', '{', '{"slot":1,"until":"9999-12-31T23:59:59Z"}')),
        upTo(100),
        async (messages, beliefs, lateness, durations, again, waiting, streamLag) => {
          const look = (time: number, index: number): Seen => {
            const past = messages.filter((message) => message <= time);
            const belief = inTurn(beliefs)(index);
            const newest = (() => {
              if (belief === 'none') return undefined;
              return 'ahead' in belief ? time + 62 * second + belief.ahead : past[belief.index % (past.length || 1)];
            })();
            return { fresh: 1, newest };
          };

          const chain = await chainIn({
            ...{ messages, streamLag, look, waiting },
            ...{ lateness: inTurn(lateness), duration: inTurn(durations), again: inTurn(again) },
          });

          const asked = chain.requests.slice(waiting.length).map(({ sentAt }) => sentAt);
          expect(Math.max(0, ...asked)).toBeLessThan(Math.max(0, ...messages) + 2 * minute);
          expect(chain.looks.length).toBeLessThan(tooLong);
        },
      ),
    );
  });

  test('goes on while messages come, however often their askers meet in a slot', async () => {
    await holds(
      fc.asyncProperty(
        fc.array(upTo(100), { minLength: 1, maxLength: 20 }),
        fc.array(upTo(5), { minLength: 1 }),
        fc.array(upTo(3), { minLength: 1 }),
        fc.array(fc.boolean(), { minLength: 1 }),
        upTo(2),
        async (pauses, lateness, durations, again, streamLag) => {
          let time = 0;
          const messages = pauses.map((pause) => {
            time += pause;
            return time;
          });

          const { looks } = await chainIn({
            ...{ messages, streamLag, look: honest(messages) },
            ...{ lateness: inTurn(lateness), duration: inTurn(durations), again: inTurn(again) },
          });

          const last = Math.max(...messages);
          const [first = 0] = messages;
          const times = [first, ...looks, last + 2 * minute].filter((look) => look <= last + 2 * minute);
          const longestPause = Math.max(...times.slice(1).map((look, index) => look - (times[index] ?? 0)));
          // Its delay and lateness, the look before it, and as much again where the queue gave that twice.
          expect(longestPause).toBeLessThanOrEqual((followUpSeconds + 5 + 3 + 3) * second);
        },
      ),
    );
  });

  test('keeps a message whose asker was the second in its slot, and knew more than the first', async () => {
    const quiet = 500;
    // The last look that finds the first message fresh asks at 120.2 s; the second message's asker, at 120.8, meets it.
    const late = 120_300;
    const messages = [quiet, late];

    const { looks, requests, dropped } = await chainIn({
      ...{ messages, streamLag: 500, look: honest(messages) },
      lateness: (index) => (index === 0 ? 7_200 : 0),
    });

    const asked = (request: Request) => [request.sentAt, (untilOf(request.body)?.getTime() ?? 0) - start];
    expect(requests.map(asked)).toContainEqual([120_200, quiet + 2 * minute]);
    expect(dropped.map(asked)).toEqual([[120_800, late + 2 * minute]]);
    // It comes when the time that it carries has passed, and goes on all the same.
    expect(looks).toContain(128_200);
    expect(looks.at(-1)).toBeGreaterThan(late + 2 * minute - followUpSeconds * second);
  });

  test('that began under version 0.1.0 goes on with what its look sees, and ends', async () => {
    const messages = [-10 * second];

    const { looks, requests } = await chainIn({
      messages: [],
      look: honest(messages),
      waiting: ['{"slot":238318199}'],
    });

    expect(looks.at(-1)).toBeLessThanOrEqual(2 * minute);
    expect(requests.slice(1).map(({ body }) => untilOf(body)?.getTime())).toEqual(
      Array.from({ length: requests.length - 1 }, () => start + 110 * second),
    );
    expect(requests.length).toBeGreaterThan(10);
  });
});
