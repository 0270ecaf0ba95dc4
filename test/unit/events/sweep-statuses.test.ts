import { describe, expect, test } from 'vitest';
import type { SweepFigures } from '../../../functions/events/metrics.ts';
import { handler, sweepAll, sweepAsked, sweepFresh } from '../../../functions/events/sweep-statuses.ts';
import { UpstreamUnavailableError } from '../../../functions/messages/errors.ts';
import { initialState, type ServiceState } from '../../../functions/messages/service-state.ts';
import type { Range } from '../../../functions/messages/sweep/ranges.ts';
import { emptyReport, type SweepReport } from '../../../functions/messages/sweep/report.ts';
import type { HelpRequest } from '../../../functions/messages/sweep/share.ts';
import type { Share } from '../../../functions/messages/sweep/sweep.ts';
import { aContext } from '../../support/clients/api-events.ts';
import { memoryOpen } from '../../support/fakes/memory-open.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { now } from '../../support/model/messages.ts';
import { minute, minutesAgo, queuedMessages } from '../../support/model/sweeps.ts';
import { logLines } from '../../support/runner/log-lines.ts';

const logged = logLines();

const aReport = (parts: Partial<SweepReport> = {}): SweepReport => ({ ...emptyReport(), ...parts });

/** How many help. */
const helpers = 2;

/** The handlers over a scripted sweep: `script` is what the next sweep and question for credits come to. */
const handlers = ({
  interval = 1,
  messages = queuedMessages(0),
  askFollowUp = async () => {},
  helping = helpers,
} = {}) => {
  const script: { report: SweepReport; credits: number | undefined | Error; needsHelp: boolean } = {
    report: aReport(),
    credits: 500,
    needsHelp: false,
  };
  const seen = {
    swept: [] as (readonly Range[])[],
    handsOver: [] as boolean[],
    states: [] as ServiceState[],
    creditsRead: 0,
    followUps: [] as (Date | undefined)[][],
    asked: [] as HelpRequest[],
    deadlines: [] as number[],
    figures: [] as SweepFigures[],
  };
  const dependencies = {
    sweep: async (ranges: readonly Range[], deadline: number, handsOver = true, share?: Share) => {
      seen.swept.push(ranges);
      seen.deadlines.push(deadline);
      seen.handsOver.push(handsOver);
      const given = script.needsHelp ? await share?.(ranges) : undefined;
      return { ...script.report, given: given ?? [] };
    },
    open: memoryOpen(memoryStore(messages)),
    states: {
      read: async () => seen.states.at(-1) ?? initialState,
      write: async (before: ServiceState, after: ServiceState) => {
        if (before.version !== (seen.states.at(-1) ?? initialState).version) return false;
        seen.states.push(after);
        return true;
      },
    },
    readCredits: async () => {
      seen.creditsRead += 1;
      if (script.credits instanceof Error) throw script.credits;
      return script.credits;
    },
    askHelper: async (_: number, request: HelpRequest) => {
      seen.asked.push(request);
    },
    followUp: async (newest: Date | undefined, until?: Date) => {
      seen.followUps.push([newest, until]);
      await askFollowUp();
    },
    clock: () => now,
    report: (figures: SweepFigures) => {
      seen.figures.push(figures);
    },
    interval,
    creditsThreshold: 100,
    helpers: helping,
  };
  return {
    script,
    seen,
    /** The schedule's sweep of so many minutes past noon. */
    all: (minutes: number) => sweepAll(dependencies)(0, new Date(now.getTime() + minutes * minute)),
    fresh: (until?: Date) => sweepFresh(dependencies)(0, until),
    /** What a request in the queue asks for, with so much time. */
    asked: (request: unknown, deadline = 60_000) => sweepAsked(dependencies)(deadline, JSON.stringify(request)),
  };
};

const windowsIn = (ranges: readonly Range[] = []) => [...new Set(ranges.map(({ window }) => window))];

describe('the schedule’s sweep', () => {
  test('looks at the windows that were due when it should have run, not when it did', async () => {
    const { all, seen } = handlers();

    await all(30);
    await all(1);

    expect(seen.swept[0]?.find(({ shard, window }) => shard === '0' && window === 'day')?.until).toBe(minutesAgo(30));
    expect(seen.swept[1]?.some(({ shard, window }) => shard === '0' && window === 'day')).toBe(false);
  });

  test('goes on with what the last one left', async () => {
    const { all, seen, script } = handlers();
    const left = [{ shard: '0', window: 'old', after: `${minutesAgo(3000)}#msg_A` }];
    script.report = aReport({ left });
    await all(1);

    script.report = aReport();
    await all(2);

    expect(seen.swept[1]).toContainEqual({ ...left[0], until: minutesAgo(24 * 60 - 2) });
    expect(seen.states.map((state) => state.left)).toEqual([left, []]);
  });

  test('remembers nothing when nothing changed', async () => {
    const { all, seen, script } = handlers();
    script.report = aReport({ reachable: true });

    await all(0);
    await all(1);

    expect(seen.states).toEqual([]);
  });

  test('begins a chain of follow-ups where it sees fresh messages, with the newest', async () => {
    const { all, seen, script } = handlers();
    script.report = aReport({ seen: 9 });
    await all(1);
    script.report = aReport({ seen: 9, fresh: 1, newest: now });
    await all(2);

    expect(seen.followUps).toEqual([[now, undefined]]);
  });

  test('has done its work also when it cannot ask for a follow-up', async () => {
    const { all, seen, script } = handlers({ askFollowUp: () => Promise.reject(new Error('no queue')) });
    script.report = aReport({ seen: 9, fresh: 1, newest: now });

    await all(1);

    expect(seen.figures.length).toBe(1);
    expect(logged()).toMatchObject([{ level: 'warn' }]);
  });

  test('looks at all that waits and has a validity, and while the gateway is down at what is given up by then', async () => {
    const { all, seen, script } = handlers();
    const untils = () => seen.swept.at(-1)?.flatMap(({ window, until }) => (window === 'waiting' ? [until] : []));

    await all(1);
    expect(new Set(untils())).toEqual(new Set(['9']));

    script.report = aReport({ reachable: false });
    script.credits = new UpstreamUnavailableError('no answer');
    await all(2);
    await all(3);
    expect(new Set(untils())).toEqual(new Set([`${minutesAgo(-3)}$`]));
  });

  test('reports the age of the oldest open message', async () => {
    const old = { createdAt: minutesAgo(90) };
    const waiting = queuedMessages(1, { ...old, status: 'accepted', validUntil: minutesAgo(95) });
    const { all, seen } = handlers({ messages: [...queuedMessages(20, old), ...waiting] });

    await all(1);
    const none = handlers();
    await none.all(1);

    expect(seen.figures[0]?.oldestOpenMillis).toBe(90 * minute);
    expect(none.seen.figures[0]?.oldestOpenMillis).toBe(0);
  });
});

describe('credits', () => {
  test.each([1, 2, 3, 4, 5])('are read once an hour with %i minutes between sweeps', async (interval) => {
    const { all, seen } = handlers({ interval });

    for (let minutes = 0; minutes < 240; minutes += interval) await all(minutes);

    expect(seen.creditsRead).toBe(4);
  });

  test('below the threshold change the state once', async () => {
    const { all, seen, script } = handlers();
    script.credits = 99;

    await all(0);
    await all(60);
    script.credits = 100;
    await all(120);

    expect(seen.states.map(({ credits, creditsLeft }) => [credits, creditsLeft])).toEqual([
      ['low', 99],
      ['enough', 100],
    ]);
    expect(seen.figures.map(({ credits }) => credits)).toEqual([99, 99, 100]);
  });

  test('that the gateway will not tell count for more than its answers to questions, which may be faults', async () => {
    const { all, seen, script } = handlers();
    script.credits = undefined;
    script.report = aReport({ reachable: true });

    await all(0);
    await all(1);

    expect(seen.states.map(({ upstream }) => upstream)).toEqual(['unreachable']);
    expect(seen.handsOver.at(-1)).toBe(false);
  });

  test('that the gateway will not tell mean that it refuses our login: nothing is handed over to it', async () => {
    const { all, seen, script } = handlers();
    script.credits = undefined;

    await all(0);
    await all(1);

    expect(seen.states.map(({ upstream }) => upstream)).toEqual(['unreachable']);
    expect(seen.handsOver.at(-1)).toBe(false);
  });
});

describe('the gateway’s health', () => {
  test('is told by credits every minute while it is down and nothing else is asked', async () => {
    const { all, seen, script } = handlers();
    script.credits = new UpstreamUnavailableError('down');
    script.report = aReport({ reachable: false });
    await all(1);

    script.report = aReport();
    await all(2);
    await all(3);
    expect([seen.creditsRead, seen.states.length]).toEqual([2, 1]);

    script.credits = 500;
    await all(4);
    await all(5);
    expect(seen.states.map(({ upstream }) => upstream)).toEqual(['unreachable', 'reachable']);
    expect(seen.creditsRead).toBe(3);
  });

  test('has nothing handed over to it until it answers again', async () => {
    const { all, script, seen } = handlers();
    script.report = aReport({ reachable: false });
    await all(1);
    script.report = aReport();
    script.credits = new UpstreamUnavailableError('down');
    await all(2);
    script.credits = 500;
    await all(3);

    expect(seen.handsOver).toEqual([true, false, true]);
  });

  test('does not flap when it tells its credits but takes no messages', async () => {
    const { all, seen, script } = handlers();
    script.report = aReport({ reachable: false });

    for (const minutes of [1, 2, 3, 4]) await all(minutes);

    expect(seen.states.map(({ upstream }) => upstream)).toEqual(['unreachable']);
  });

  test('is reported by every sweep, as it is after it', async () => {
    const { all, seen, script } = handlers();
    await all(1);
    script.report = aReport({ reachable: false });
    script.credits = new UpstreamUnavailableError('down');
    await all(2);
    script.report = aReport();
    await all(3);
    script.credits = 500;
    await all(4);

    expect(seen.figures.map(({ isDown }) => isDown)).toEqual([false, true, true, false]);
  });

  test('and a login that it refuses are told apart', async () => {
    const { all, seen, script } = handlers();
    script.credits = undefined;
    await all(0);
    await all(1);
    script.credits = 500;
    await all(2);
    await all(3);
    script.credits = new UpstreamUnavailableError('down');
    await all(60);

    // Not asked at 3; no answer at 60.
    expect(seen.figures.map(({ loginRefused }) => loginRefused)).toEqual([true, true, false, undefined, undefined]);
    expect(seen.figures.map(({ isDown }) => isDown)).toEqual([true, true, false, false, true]);
  });

  test('is bad also when only the credits could not be read', async () => {
    const { all, seen, script } = handlers();
    script.credits = new UpstreamUnavailableError('down');

    await all(0);

    expect(seen.states.map(({ upstream }) => upstream)).toEqual(['unreachable']);
  });
});

test('a sweep that fails says so in a line of JSON: the runtime logs it as text', async () => {
  await expect(handler({ Records: [] }, aContext())).rejects.toThrow('environment is incomplete');

  expect(logged()).toMatchObject([{ level: 'error', message: 'sweep failed', error: { name: 'ConfigurationError' } }]);
});

describe('help', () => {
  const place = (shard: string) => ({ shard, window: 'old', after: `${minutesAgo(3000)}#msg_A` });
  const range = (shard: string) => ({ ...place(shard), until: minutesAgo(1440) });
  const request = { ranges: [range('0'), range('1')], handsOver: true, deadline: 50_000 };

  test('is asked for with what the sweep has of time, and what is given is left until it is done', async () => {
    const { all, asked, seen, script } = handlers();
    script.needsHelp = true;
    await all(1);
    const noted = seen.states.at(-1)?.left ?? [];
    script.needsHelp = false;
    for (const one of seen.asked) await asked(one);

    expect(seen.asked.map(({ handsOver, deadline }) => [handsOver, deadline])).toEqual([
      [true, 0],
      [true, 0],
    ]);
    expect(noted.length).toBe(seen.asked.flatMap(({ ranges }) => ranges).length);
    expect(noted.length).toBeGreaterThan(helpers);
    expect(seen.states.at(-1)?.left).toEqual([]);
  });

  test('is not asked for where there is none', async () => {
    const { all, seen, script } = handlers({ helping: 0 });
    script.needsHelp = true;

    await all(1);

    expect(seen.asked).toEqual([]);
    expect(seen.states).toEqual([]);
  });

  test('that never comes leaves to the next sweep what had been left already', async () => {
    const { all, seen, script } = handlers();
    const left = ['0', '1', '2', '3'].map(place);
    script.report = aReport({ left });
    await all(1);
    script.report = aReport();
    script.needsHelp = true;
    await all(2);

    await all(3);

    const given = seen.asked.slice(0, helpers).flatMap(({ ranges }) => ranges);
    const [, , third = []] = seen.swept;
    for (const { shard, window, after } of given) {
      expect(third).toContainEqual(expect.objectContaining({ shard, window, after }));
    }
    const kept = left.filter(({ shard }) => !given.some((one) => one.window === 'old' && one.shard === shard));
    expect(kept.length).toBeGreaterThan(0);
    for (const one of kept) expect(third).not.toContainEqual(expect.objectContaining(one));
  });

  test('has the ranges that it is asked for, and no more time than who asked', async () => {
    const { asked, seen } = handlers();

    await asked(request);
    await asked({ ...request, handsOver: false }, 30_000);

    expect(seen.swept).toEqual([request.ranges, request.ranges]);
    expect(seen.deadlines).toEqual([50_000, 30_000]);
    expect(seen.handsOver).toEqual([true, false]);
  });

  test('notes what it leaves, tells nothing of the gateway’s health, and asks for no help', async () => {
    const { asked, seen, script } = handlers();
    script.needsHelp = true;
    script.report = aReport({ reachable: false, left: [place('1')] });

    await asked(request);

    expect(seen.states).toMatchObject([{ upstream: 'reachable', left: [place('1')] }]);
    expect([seen.asked, seen.creditsRead]).toEqual([[], 0]);
    expect(seen.figures.map(({ isDown, credits }) => [isDown, credits])).toEqual([[undefined, undefined]]);
  });

  test('is not what a request for a look at the fresh messages asks for', async () => {
    const { asked, seen } = handlers();

    await asked({ slot: 238318200, until: '2030-06-01T12:02:00.000Z' });

    expect(windowsIn(seen.swept[0])).toEqual(['fresh']);
  });
});

describe('a follow-up', () => {
  test('tells nothing of the gateway’s health: it has not looked', async () => {
    const { fresh, seen } = handlers();

    await fresh();

    expect(seen.figures).toEqual([aReport()]);
  });

  test('looks at the fresh messages only, and at nothing else', async () => {
    const { fresh, seen } = handlers();

    await fresh();

    expect(windowsIn(seen.swept[0])).toEqual(['fresh']);
    expect([seen.creditsRead, seen.states.length]).toEqual([0, 0]);
  });

  test('asks for another while there are fresh messages, and then for none', async () => {
    const { fresh, seen, script } = handlers();
    script.report = aReport({ seen: 3, fresh: 3 });
    await fresh();
    await fresh();
    script.report = aReport();
    await fresh();

    expect(seen.followUps.length).toBe(2);
  });

  test('hands on until when it goes on, and what it has seen', async () => {
    const { fresh, seen, script } = handlers();
    const newest = new Date(now.getTime() - minute);
    const until = new Date(now.getTime() + minute / 2);
    script.report = aReport({ seen: 3, fresh: 3, newest });

    await fresh(until);

    expect(seen.followUps).toEqual([[newest, until]]);
  });

  test('that cannot ask for the next has done its work: it does not hold up the queue', async () => {
    const { fresh, script } = handlers({ askFollowUp: () => Promise.reject(new Error('no queue')) });
    script.report = aReport({ seen: 3, fresh: 3, newest: now });

    await fresh();

    expect(logged()).toMatchObject([{ level: 'warn' }]);
  });
});
