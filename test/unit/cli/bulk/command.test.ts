import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addBulk } from '../../../../infra/cli/bulk/bulk-command.ts';
import { JobError, SheetError, StoppedError } from '../../../../infra/cli/bulk/errors.ts';
import type { Job, OpenJob, RunOptions } from '../../../../infra/cli/bulk/job/job.ts';
import type { Client } from '../../../../infra/cli/bulk/job/ports.ts';
import type { JobEnd, PlanSummary } from '../../../../infra/cli/bulk/job/report.ts';
import type { SheetOptions } from '../../../../infra/cli/bulk/sheet/row.ts';
import { CliCommand } from '../../../../infra/cli/command.ts';
import { CommandError } from '../../../../infra/cli/errors.ts';
import type { Shell } from '../../../../infra/cli/shell.ts';
import { aShell } from '../../../support/cli/a-shell.ts';

const sheet = { columns: ['to'], encoding: 'utf-8', delimiter: ',', toColumn: 'to' } as const;
const aPlan: PlanSummary = {
  job: 'customers',
  file: 'customers.csv',
  sheet,
  rows: 3,
  sendable: 3,
  requests: 1,
  rejected: [],
  duplicates: { count: 0, first: [] },
  segments: 3,
  ucs2: { count: 0, first: [], characters: [] },
  credits: { needed: 3 },
  rate: 50,
  seconds: 1,
};
const anEnd: JobEnd = {
  job: 'customers',
  outcome: 'done',
  sent: 3,
  rejected: [],
  duplicates: 0,
  left: 0,
  resultsFile: 'customers.results.csv',
};
const rejected = [{ code: 'suppressed', detail: 'It is suppressed.', count: 1, first: [2] }];

/** Runs what was typed after `textgate bulk`, with a job that has these things to tell. */
const bulk = async (
  argv: readonly string[],
  {
    answer,
    state = 'new',
    plan = async () => aPlan,
    run = async () => anEnd,
    open = () => {},
    isStopped = false,
    ...around
  }: {
    answer?: string;
    state?: OpenJob['state'];
    plan?: (options: RunOptions) => Promise<PlanSummary>;
    run?: (options: RunOptions) => Promise<JobEnd>;
    open?: () => void;
    isStopped?: boolean;
  } & Partial<Shell> = {},
) => {
  const asked: string[] = [];
  const surroundings = aShell({
    env: { TEXTGATE_URL: 'https://sms.example.com', TEXTGATE_API_KEY: 'key' },
    ...(answer !== undefined && {
      ask: async (question: string) => {
        asked.push(question);
        return answer;
      },
    }),
    ...around,
  });
  const opened: { job?: Job; sheet?: SheetOptions; client?: Client; ran: number; closed: number; rate?: number } = {
    ran: 0,
    closed: 0,
  };
  const program = new CliCommand('textgate');
  program.exitOverride().configureOutput({ writeOut: surroundings.shell.print });
  addBulk(program, surroundings.shell, async () => ({
    openSheet: async (_path, options) => {
      opened.sheet = options;
      return { ...sheet, sha256: '', rows: async function* () {} };
    },
    openJob: async (job) => {
      open();
      opened.job = job;
      return {
        state,
        plan,
        progress: () => ({ rows: 3, done: 1, sent: 1, withoutMessage: 0, rate: 0 }),
        run: async (options) => {
          opened.ran += 1;
          opened.rate = options.rate;
          return run(options);
        },
        close: async () => {
          opened.closed += 1;
        },
      };
    },
    updateStatus: async ({ name }) => ({
      job: name,
      statuses: { delivered: 3 },
      open: 0,
      withoutMessage: 0,
      isStopped,
      resultsFile: 'r.csv',
    }),
    portsFor: (client) => {
      opened.client = client;
      return { client, files: vi.fn<never>(), clock: () => 0, pause: async () => {} };
    },
  }));
  let exitCode = 0;
  let said = '';
  try {
    await program.parseAsync(['bulk', ...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    ({ exitCode, message: said } = error);
  }
  const { printed, told } = surroundings;
  return { ...opened, asked, printed, told, exitCode, said };
};

const hello = ['customers.csv', '--text', 'Hello'];

describe('what is sent', () => {
  it('is the text, to the columns, with the options; the job is named after the file', async () => {
    const { job, sheet, rate } = await bulk([
      ...['lists/customers.2026.csv', '--text', 'Hello {name}', '--to-column', 'Mobile', '--default', 'name=customer'],
      ...['--sender', 'Shop', '--at', '2026-12-24 18:00+01:00', '--valid-for', '90000', '--encoding', 'smart'],
      ...['--type', 'flash', '--request-size', '100', '--rate', '20', '--yes'],
    ]);

    expect(job).toMatchObject({
      name: 'customers.2026',
      file: 'lists/customers.2026.csv',
      content: {
        text: 'Hello {name}',
        reference: 'customers.2026',
        sender: 'Shop',
        scheduledAt: '2026-12-24T18:00:00+01:00',
        validFor: 90_000,
        encoding: 'smart',
        type: 'flash',
      },
      requestSize: 100,
      sender: { url: 'https://sms.example.com', apiKey: 'key' },
    });
    expect(sheet).toEqual({ text: 'Hello {name}', toColumn: 'Mobile', defaults: { name: 'customer' } });
    expect(rate).toBe(20);
  });

  it('has a name and a reference of their own', async () => {
    const { job } = await bulk([...hello, '--key', 'december', '--reference', 'sale', '--yes']);

    expect(job).toMatchObject({ name: 'december', content: { reference: 'sale' } });
  });

  describe('may have its text in a file', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'textgate-bulk-'));
      await writeFile(join(folder, 'text.txt'), '\ufeffHello\nZoë\r\n');
      await writeFile(join(folder, 'latin.txt'), Buffer.from('Zo\xeb', 'latin1'));
    });
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('or standard input, without the line end at its end', async () => {
      const ofFile = await bulk(['a.csv', '--text-file', join(folder, 'text.txt'), '--yes']);
      const ofInput = await bulk(['a.csv', '--text', '-', '--yes'], { input: async () => 'Hello\n' });

      expect([ofFile.job?.content.text, ofInput.job?.content.text]).toEqual(['Hello\nZoë', 'Hello']);
    });

    it.each([
      ['latin.txt', 'it is not UTF-8.'],
      ['none.txt', 'ENOENT'],
    ])('which can be read: %s', async (name, problem) => {
      const { exitCode, said } = await bulk(['a.csv', '--text-file', join(folder, name), '--yes']);

      expect({ exitCode, said }).toEqual({ exitCode: 2, said: expect.stringContaining(problem) });
    });
  });
});

describe('before anything is sent', () => {
  it('the plan is shown, and the question asked', async () => {
    const { asked, printed, ran, closed, exitCode } = await bulk(hello, { answer: 'y' });

    expect(asked).toEqual(['Send 3 messages? [y/N] ']);
    expect(printed).toMatch(/^Job.*3 messages \(3 segments\).*Done: 3 sent/s);
    expect({ ran, closed, exitCode }).toEqual({ ran: 1, closed: 1, exitCode: 0 });
  });

  it.each(['', 'n', 'yesterday', undefined])('anything but a yes ends it: %s', async (answer) => {
    const { ran, closed, exitCode, said } = await bulk(hello, { ask: async () => answer });

    expect({ ran, closed, exitCode, said }).toEqual({ ran: 0, closed: 1, exitCode: 130, said: 'Nothing was sent.' });
  });

  it('a dry run ends it', async () => {
    const { printed, asked, ran, exitCode } = await bulk([...hello, '--dry-run'], { answer: 'y' });

    expect(printed).toMatch(/^Job/);
    expect({ asked, ran, exitCode }).toEqual({ asked: [], ran: 0, exitCode: 0 });
  });

  it('rows that would be rejected are told by the exit code of a dry run', async () => {
    const { exitCode, said } = await bulk([...hello, '--dry-run'], {
      plan: async () => ({ ...aPlan, sendable: 2, rejected }),
    });

    expect({ exitCode, said }).toEqual({ exitCode: 1, said: '1 of 3 rows would be rejected.' });
  });

  it('there must be somebody to send to', async () => {
    const { ran, exitCode } = await bulk([...hello, '--yes'], {
      plan: async () => ({ ...aPlan, sendable: 0, rejected }),
    });

    expect({ ran, exitCode }).toEqual({ ran: 0, exitCode: 1 });
  });

  it.each<readonly [string, readonly string[], string]>([
    ['a yes, where nobody is there to be asked', hello, 'Add --yes to send, or --dry-run'],
    ['a text', ['customers.csv', '--yes'], 'Give --text or --text-file.'],
    [
      'one text',
      [...hello, '--text-file', 'a.txt', '--yes'],
      "'--text-file <path>' cannot be used with option '--text <text>'",
    ],
    [
      'a request of a size that the API takes',
      [...hello, '--request-size', '1001', '--yes'],
      '--request-size is 1000 at most.',
    ],
    [
      'a short name',
      [`${'x'.repeat(101)}.csv`, '--text', 'Hello', '--yes'],
      "A job's name has from 1 to 100 characters",
    ],
    ['a name', [...hello, '--key', ' ', '--yes'], "A job's name has from 1 to 100 characters"],
    ['one of a dry run and a yes', [...hello, '--dry-run', '--yes'], 'cannot be used with'],
  ])('there must be %s', async (_, argv, problem) => {
    const { ran, exitCode, said } = await bulk(argv);

    expect({ ran, exitCode, said }).toEqual({ ran: 0, exitCode: 2, said: expect.stringContaining(problem) });
  });

  it.each([
    [new SheetError('No table.'), 2],
    [new JobError('Another process has it.'), 2],
    [new StoppedError('No answer.'), 4],
    [Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }), 4],
  ])('%s ends it', async (error, exitCode) => {
    const ended = await bulk([...hello, '--yes'], {
      open: () => {
        throw error;
      },
    });

    expect(ended).toMatchObject({ ran: 0, exitCode, said: expect.stringContaining(error.message) });
  });
});

describe('a job that was begun', () => {
  it('goes on after a question', async () => {
    const { asked, printed, ran } = await bulk(hello, { answer: 'yes', state: 'begun' });

    expect(asked).toEqual(['Send the rest? [y/N] ']);
    expect(printed).toMatch(/^This job has begun: 1 of 3 rows have their result\.\nDone/);
    expect(ran).toBe(1);
  });

  it('does not go on by a dry run', async () => {
    expect(await bulk([...hello, '--dry-run'], { state: 'begun' })).toMatchObject({ ran: 0, exitCode: 0 });
    expect(await bulk([...hello, '--dry-run'], { state: 'done' })).toMatchObject({ ran: 0, exitCode: 0 });
  });

  it('and is done says so, without a question', async () => {
    const { asked, printed } = await bulk(hello, {
      answer: 'y',
      state: 'done',
      run: async () => ({ ...anEnd, outcome: 'was-done' }),
    });

    expect(asked).toEqual([]);
    expect(printed).toMatch(/^This job was complete already, and nothing was sent now: 3 sent\./);
  });
});

describe('the end', () => {
  it.each<readonly [Partial<JobEnd>, number, string]>([
    [{ rejected, sent: 2 }, 1, '1 of 3 rows were rejected.'],
    [{ outcome: 'stopped', reason: 'No credits.', sent: 1, left: 2 }, 4, 'Stopped with 2 rows left.'],
    [{ outcome: 'interrupted', sent: 1, left: 2, rejected }, 130, 'Interrupted with 2 rows left.'],
  ])('is told by the exit code: %j', async (end, exitCode, said) => {
    expect(await bulk([...hello, '--yes'], { run: async () => ({ ...anEnd, ...end }) })).toMatchObject({
      exitCode,
      said,
    });
  });

  it('comes after Ctrl-C once nothing is under way', async () => {
    let interrupt = () => {};
    const undo = vi.fn();
    const ended = await bulk([...hello, '--yes'], {
      onInterrupt: (act) => {
        interrupt = act;
        return undo;
      },
      run: async ({ stop }) => {
        interrupt();
        return { ...anEnd, outcome: stop.aborted ? 'interrupted' : 'done', left: 1 };
      },
    });

    expect(ended).toMatchObject({
      exitCode: 130,
      told: expect.stringContaining('Stopping after the requests that are under way.'),
    });
    expect(undo).toHaveBeenCalledOnce();
  });

  it('is Ctrl-C, too, while it is planned', async () => {
    let interrupt = () => {};
    const ended = await bulk([...hello, '--yes'], {
      onInterrupt: (act) => {
        interrupt = act;
        return () => {};
      },
      plan: async () => {
        interrupt();
        throw new StoppedError('Interrupted.');
      },
    });

    expect(ended).toMatchObject({ exitCode: 130, ran: 0, closed: 1 });
  });

  it('is JSON for programs, in one piece', async () => {
    const { printed } = await bulk([...hello, '--yes', '--json']);

    expect(JSON.parse(printed)).toEqual({ plan: aPlan, end: anEnd });
  });

  it('has how far it was on standard error', async () => {
    const { told } = await bulk([...hello, '--yes'], {
      run: async ({ tell }) => {
        tell({ rows: 3, done: 1, sent: 1, withoutMessage: 0, rate: 50 });
        tell({ rows: 3, done: 3, sent: 3, withoutMessage: 0, rate: 50 });
        return anEnd;
      },
    });

    expect(told).toBe('Sending: 1 of 3 rows, 50/s\nSending: 3 of 3 rows, 50/s');
  });
});

it('hears of each answer that is no success, so that a job that is too fast becomes slower', async () => {
  let answers = 0;
  const fetch = async () => {
    answers += 1;
    return new Response('{"message":"Too Many Requests"}', { status: 429 });
  };

  const { client } = await bulk([...hello, '--yes'], { fetch });

  await expect(client?.account.get()).rejects.toMatchObject({ status: 429 });
  expect(answers).toBe(1);
});

describe('the status', () => {
  it('of a job is told without its text', async () => {
    expect((await bulk(['customers.csv', '--status'])).printed).toMatch(/^3 delivered\n/);
    // As what is printed at the end of a job says: the same command with --status.
    expect((await bulk([...hello, '--yes', '--status'])).printed).toMatch(/^3 delivered\n/);
    expect(
      JSON.parse((await bulk(['customers.csv', '--key', 'december', '--status', '--json'])).printed),
    ).toMatchObject({
      job: 'december',
      statuses: { delivered: 3 },
    });
  });

  it('that was not to be had is told by the exit code, for a script', async () => {
    expect(await bulk(['customers.csv', '--status'])).toMatchObject({ exitCode: 0 });
    expect(await bulk(['customers.csv', '--status'], { isStopped: true })).toMatchObject({
      exitCode: 4,
      printed: expect.stringContaining('r.csv'),
      said: 'Stopped before the status of all messages was known. Run the same command again later.',
    });
  });
});
