import { describe, expect, test } from 'vitest';
import {
  ApiError,
  ConnectionError,
  ForbiddenError,
  IdempotencyKeyReusedError,
  InvalidRequestError,
  PayloadTooLargeError,
  RateLimitedError,
  RequestInFlightError,
  StoreUnavailableError,
  UnauthenticatedError,
} from '../../../../functions/client/errors.ts';
import type { SendReply } from '../../../../functions/client/types.ts';
import { JobError } from '../../../../infra/cli/bulk/errors.ts';
import { openJob } from '../../../../infra/cli/bulk/job/open-job.ts';
import { aBulkWorld, aJob, rowsOf, runJob, runOptions } from '../../../support/bulk/world.ts';
import { rules } from '../../../support/model/messages.ts';
import { logLines } from '../../../support/runner/log-lines.ts';

logLines();

const [ada, eva, ida, uma] = ['+41791234561', '+41791234562', '+41791234563', '+41791234564'] as const;
const rows = rowsOf([ada, 'Ada'], [eva, 'Eva'], [ida, 'Ida'], [uma, 'Uma']);
const job = aJob(rows, { requestSize: 1 });

/** A world whose API first answers the second request so. */
const troubled = (...troubles: readonly (Error | ((reply: SendReply) => SendReply))[]) => {
  const world = aBulkWorld();
  const { send } = world.client.messages;
  const left = [...troubles];
  world.ports.client.messages.send = async (...asked) => {
    const trouble = asked[0].recipients?.[0]?.to === eva ? left.shift() : undefined;
    if (trouble instanceof Error) throw trouble;
    const reply = await send(...asked);
    return trouble === undefined ? reply : trouble(reply);
  };
  return world;
};

const problem = (type: string, errors: { pointer: string; code: string; detail: string }[] = []) => ({
  type: `urn:textgate:problem:${type}`,
  title: '',
  status: 400,
  detail: 'See `errors`.',
  errors,
});

/** One request after the other. */
const slowly = () => runOptions({ rate: 0.1 });

describe('what passes by itself', () => {
  const passing: readonly (readonly [what: string, error: Error, seconds: number, held: string])[] = [
    [
      'a limit of a minute',
      new RateLimitedError('', { status: 429, retryAfter: 45 }),
      45,
      'the rate limit is reached; continues in 45 s',
    ],
    ['API Gateway without room', new ApiError('', { status: 429 }), 2, 'the rate limit is reached'],
    ['an overload', new StoreUnavailableError('', { status: 503 }), 2, 'answers 503'],
    ['a connection that broke', new ConnectionError('ECONNRESET'), 2, 'cannot be reached'],
    ['a request of the last run', new RequestInFlightError('', { status: 409 }), 2, 'still under way'],
  ];
  test.each(passing)('%s is waited for, and told', async (_, error, seconds, held) => {
    const world = troubled(error);
    const options = slowly();

    const end = await runJob(job, world.ports, options);

    expect(end).toMatchObject({ outcome: 'done', sent: 4 });
    expect(options.told.find((progress) => progress.held !== undefined)?.held).toContain(held);
    expect(world.now()).toBeGreaterThanOrEqual(seconds * 1000);
  });

  test('while it waits it tells how fast it has been with the wait, and never of more than it was to be', async () => {
    const world = troubled(new RateLimitedError('', { status: 429, retryAfter: 45 }));
    const options = runOptions({ rate: 20 });

    await runJob(job, world.ports, options);

    const told = options.told.flatMap(({ done, rows, rate }) => (rows === undefined || done === 0 ? [] : rate));
    expect(Math.max(...told)).toBeLessThanOrEqual(20);
    expect(told.at(-1)).toBeCloseTo(4 / 45, 2);
  });

  test('what is not known to be recorded is asked for again', async () => {
    const world = troubled(({ messages }) => ({
      messages: [],
      rejected: messages.map(({ to }) => ({ index: 0, to, code: 'not_recorded', detail: 'Not known.' })),
    }));

    const end = await runJob(job, world.ports, slowly());

    expect(end).toMatchObject({ outcome: 'done', sent: 4 });
    expect(world.sent()).toHaveLength(4);
  });

  test('of a dry run, too', async () => {
    const world = aBulkWorld();
    const { preview } = world.client.messages;
    const errors = [new RateLimitedError('', { status: 429, retryAfter: 20 }), new ApiError('', { status: 503 })];
    world.ports.client.messages.preview = async (request) => {
      const error = errors.pop();
      if (error !== undefined) throw error;
      return preview(request);
    };

    expect(await runJob(job, world.ports)).toMatchObject({ outcome: 'done' });
  });
});

describe('what ends a run', () => {
  const invalid = new InvalidRequestError('', {
    status: 400,
    problem: problem('invalid-request', [{ pointer: '/scheduledAt', code: 'x', detail: 'It has passed.' }]),
  });
  const ending: readonly (readonly [what: string, error: Error, words: string])[] = [
    [
      'a limit of a day',
      new RateLimitedError('', { status: 429, retryAfter: 7000 }),
      'Run the same command again in 1 h 57 min.',
    ],
    ['a revoked key', new UnauthenticatedError('', { status: 401 }), 'not valid, or was revoked'],
    ['a key without the scope', new ForbiddenError('It lacks messages:send.', { status: 403 }), 'lacks messages:send'],
    ['no network', new ConnectionError('ECONNREFUSED'), 'cannot be reached: ECONNREFUSED'],
    [
      'a key that was used for something else',
      new IdempotencyKeyReusedError('', { status: 422 }),
      'Give the job another --key',
    ],
    ['a request that is too large', new PayloadTooLargeError('Too large.', { status: 413 }), 'Too large.'],
    [
      'a time that has passed',
      invalid,
      'scheduledAt: It has passed. A job that has begun cannot change its times: start a job with another --key',
    ],
  ];
  test.each(ending)('%s: it says so, and the next run sends the rest', async (_, error, words) => {
    // As often as it is asked.
    const world = troubled(error, ...(error instanceof ConnectionError ? [error, error] : []));

    const end = await runJob(job, world.ports, slowly());
    const rest = await runJob(job, world.ports, slowly());

    expect(end).toMatchObject({ outcome: 'stopped', reason: expect.stringContaining(words), sent: 1, left: 3 });
    expect(rest).toMatchObject({ outcome: 'done', sent: 4, left: 0 });
    expect(world.sent()).toHaveLength(4);
  });

  test('an answer that does not fit: nothing is guessed', async () => {
    const world = troubled(({ rejected }) => ({ messages: [], rejected }));

    const end = await runJob(job, world.ports, slowly());

    expect(end).toMatchObject({ outcome: 'stopped', sent: 1, reason: expect.stringContaining('rows 3 to 3') });
    expect(await runJob(job, world.ports)).toMatchObject({ outcome: 'done', sent: 4 });
  });

  test('a limit for a minute that is less than a request, after five minutes: who has no result may have a message', async () => {
    const error = new RateLimitedError('', { status: 429, retryAfter: 60 });
    const world = troubled(...Array.from({ length: 20 }, () => error));

    const end = await runJob(job, world.ports, runOptions({ rate: 100 }));

    expect(world.sent()).toHaveLength(3);
    expect(end).toMatchObject({ outcome: 'stopped', sent: 1, left: 3 });
    expect(end.reason).toContain('rows without a result may have got it');
  });

  test('a disk that is full: what stands in the results is true', async () => {
    const world = aBulkWorld();
    const { goOn, create } = world.files.ports;
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    world.ports.files.create = async (path) => {
      const file = await create(path);
      let appends = 0;
      const append = async (text: string) => {
        appends += 1;
        if (path.endsWith('.csv') && appends === 3) {
          await file.append(text.slice(0, 20));
          throw full;
        }
        await file.append(text);
      };
      return { ...file, append };
    };
    world.ports.files.goOn = goOn;

    const end = await runJob(job, world.ports, slowly());

    expect(end).toMatchObject({ outcome: 'stopped', reason: expect.stringContaining('no space left'), sent: 1 });
    expect(await runJob(job, world.ports)).toMatchObject({ outcome: 'done', sent: 4 });
    expect(world.sent()).toHaveLength(4);
  });

  test('a sender that the API rejects, already at the plan', async () => {
    const world = aBulkWorld();
    const opened = await openJob(aJob(rows, { content: { text: 'Hi', sender: 'much too long a name' } }), world.ports);

    await expect(opened.plan(runOptions())).rejects.toMatchObject({
      name: 'JobError',
      message: expect.stringContaining('sender: '),
    });
    await opened.close();
    expect(world.files.paths()).toEqual([]);
  });
});

describe('credits', () => {
  const metered = { ...rules, metered: true };

  test('that are used up end it; once there are some, the rest goes out under other keys', async () => {
    const world = aBulkWorld({ rules: metered });
    world.store.credits.set('acc_shop', 2);

    const end = await runJob(job, world.ports, slowly());
    const still = await runJob(job, world.ports, slowly());
    world.store.credits.set('acc_shop', 10);
    const rest = await runJob(job, world.ports, slowly());

    expect(end).toMatchObject({ outcome: 'stopped', sent: 2, left: 2, reason: expect.stringContaining('used up') });
    expect(still).toMatchObject({ outcome: 'stopped', sent: 2 });
    expect(rest).toMatchObject({ outcome: 'done', sent: 4 });
    expect(world.sent()).toHaveLength(4);
  });

  test('that cover a part of a request: the others of it get their message once there are some', async () => {
    const world = aBulkWorld({ rules: metered });
    const large = aJob(rows, { requestSize: 4 });
    const ends = [];
    for (const credits of [1, 0, 2, 10]) {
      world.store.credits.set('acc_shop', credits);
      ends.push(await runJob(large, world.ports));
    }

    expect(ends.map(({ outcome, sent, left }) => [outcome, sent, left])).toEqual([
      ['stopped', 0, 4],
      ['stopped', 0, 4],
      ['stopped', 0, 4],
      ['done', 4, 0],
    ]);
    expect(world.sent().sort()).toEqual(
      ['Ada', 'Eva', 'Ida', 'Uma'].map((name, at) => `${rows[at]?.to} Hello ${name}`),
    );
    expect(world.results()).not.toContain('failed');
  });
});

test('a key that is not valid is none to try again with: the plan rejects it', async () => {
  const world = aBulkWorld();
  world.ports.client.messages.preview = async () => {
    throw new UnauthenticatedError('', { status: 401 });
  };

  await expect(runJob(job, world.ports)).rejects.toThrow(new JobError('The API key is not valid, or was revoked.'));
});

describe('what the API has given up under a key', () => {
  const given = { status: 'failed', reason: { code: 'not_sent', text: 'Nothing was sent.' } } as const;
  const asFailed = ({ messages, rejected }: SendReply): SendReply => ({
    messages: messages.map((message) => ({ ...message, ...given })),
    rejected,
  });
  const asAbsent = ({ messages }: SendReply): SendReply => ({
    messages: [],
    rejected: messages.map(({ to }, index) => ({ index, to, code: 'not_sent', detail: 'Use a new key.' })),
  });

  test.each([
    ['failed', asFailed],
    ['absent', asAbsent],
  ])('and tells as %s is sent under another', async (_, told) => {
    const world = aBulkWorld();
    const { send } = world.client.messages;
    const keys: string[] = [];
    // The world does not see what is given up: it is sent once for each key.
    world.ports.client.messages.send = async (request, { idempotencyKey }) => {
      if (request.recipients?.[0]?.to !== eva) return send(request, { idempotencyKey });
      keys.push(idempotencyKey);
      const { messages } = await send(
        { text: 'Hello {name}', recipients: [{ to: ida, values: { name: 'Ida' } }] },
        { idempotencyKey: 'x' },
      );
      return keys.length < 3 ? told({ messages, rejected: [] }) : { messages, rejected: [] };
    };

    const end = await runJob(job, world.ports, slowly());

    expect(end).toMatchObject({ outcome: 'done', sent: 4, rejected: [] });
    const [first = ''] = keys;
    expect(keys).toEqual([first, `${first}-2`, `${first}-3`]);
  });

  test('for two minutes stops the job, which can be gone on with', async () => {
    const world = troubled(...Array.from({ length: 100 }, () => asFailed));

    const end = await runJob(job, world.ports, slowly());

    expect(end).toMatchObject({
      outcome: 'stopped',
      reason: 'textgate has been giving up requests for two minutes. Run the same command again later.',
      left: 3,
    });
  });
});

describe('rejections while it sends', () => {
  test('of everybody in a request are its rows’ results', async () => {
    const world = aBulkWorld();
    const opened = await openJob(job, world.ports);
    await opened.plan(runOptions());
    world.suppressions.put('acc_shop', eva);

    const end = await opened.run(runOptions());

    expect(end).toMatchObject({ outcome: 'done', sent: 3, rejected: [{ code: 'suppressed', count: 1, first: [3] }] });
  });

  test('by the gateway, of messages that are recorded, are no messages sent', async () => {
    const failed = { status: 'failed', reason: { code: 'routing_error', text: 'There is no way to it.' } } as const;
    const world = troubled(({ messages, rejected }) => ({
      messages: messages.map((message) => ({ ...message, ...failed })),
      rejected,
    }));

    const end = await runJob(job, world.ports, slowly());

    const rejected = [{ code: 'routing_error', detail: 'There is no way to it.', count: 1, first: [3] }];
    expect(end).toMatchObject({ outcome: 'done', sent: 3, rejected });
  });
});
