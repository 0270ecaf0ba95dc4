import { describe, expect, it } from 'vitest';
import type { JobEnd, PlanSummary, Progress } from '../../../../infra/cli/bulk/job/report.ts';
import { createProgressDisplay } from '../../../../infra/cli/bulk/progress-display.ts';
import { showEnd, showStatus } from '../../../../infra/cli/bulk/show-end.ts';
import { showPlan } from '../../../../infra/cli/bulk/show-plan.ts';
import { duration } from '../../../../infra/cli/duration.ts';
import { aShell } from '../../../support/cli/a-shell.ts';

const suppressed = {
  code: 'suppressed',
  detail: "The number is on the account's suppression list.",
  count: 1_200,
  first: [2, 3, 5, 8, 13],
};
const aPlan: PlanSummary = {
  job: 'campaign-2026-12',
  file: 'customers.csv',
  sheet: { columns: ['First name', 'Mobile'], encoding: 'windows-1252', delimiter: ';', toColumn: 'Mobile' },
  rows: 40_000,
  sendable: 38_799,
  requests: 40,
  rejected: [suppressed],
  duplicates: { count: 1, first: [7] },
  segments: 39_001,
  ucs2: { count: 2, first: [4, 9], characters: ['’', '😀'] },
  credits: { needed: 39_001, available: 39_000 },
  sample: { row: 6, text: 'Hello Ada\u001b[2J,\nwe are closed.', segments: 1 },
  rate: 50,
  seconds: 776,
};

describe('a plan', () => {
  it('is shown with all that is to be known before it is sent', () => {
    expect(showPlan(aPlan)).toBe(
      [
        'Job         campaign-2026-12',
        'File        customers.csv: windows-1252, semicolons, numbers in "Mobile"',
        'Rows        40,000',
        'To send     38,799 messages (39,001 segments), in 40 requests',
        'Rejected    1,200',
        'Duplicates  1: row 7',
        'Credits     39,001 needed, 39,000 available: 1 missing',
        'Time        13 min at 50 messages a second',
        'When        now',
        'Unicode     2 texts with only 70 characters in a segment, in place of 160, because of "’" "😀" (rows 4, 9)',
        '',
        'Rejected rows, which get no message:',
        '  1,200 suppressed: rows 2, 3, 5, 8, 13, …',
        "    row 2: The number is on the account's suppression list.",
        '',
        'First text, of row 6:',
        '  Hello Ada\\u001b[2J,',
        '  we are closed.',
      ].join('\n'),
    );
  });

  it('names another job of the file, whose recipients get both', () => {
    expect(showPlan({ ...aPlan, otherJob: 'december' })).toContain(
      'Other job   december used the same file (--key): whoever got its message gets this one as well\n',
    );
  });

  it('leaves out what there is none of', () => {
    const { sample: _, ...plan } = aPlan;
    const shown = showPlan({
      ...plan,
      rejected: [],
      duplicates: { count: 0, first: [] },
      ucs2: { count: 0, first: [], characters: [] },
      credits: { needed: 0 },
    });

    expect(shown.split('\n').map((line) => line.split('  ')[0])).toEqual([
      'Job',
      'File',
      'Rows',
      'To send',
      'Rejected',
      'Time',
      'When',
    ]);
  });

  it('tells when it goes out', () => {
    expect(showPlan({ ...aPlan, scheduledAt: '2026-12-24T18:00:00Z' })).toMatch(
      /^When {8}2026-12-2\d \d\d:\d\d:00[+-]/m,
    );
  });
});

describe('an end', () => {
  const anEnd: JobEnd = {
    job: 'campaign-2026-12',
    outcome: 'done',
    sent: 38_799,
    rejected: [suppressed],
    duplicates: 1,
    left: 0,
    resultsFile: 'customers.results.csv',
  };

  it('tells what came of all rows, and how to ask what becomes of the messages', () => {
    expect(showEnd(anEnd)).toBe(
      [
        'Done: 38,799 sent, 1,200 rejected, 1 duplicate.',
        '  1,200 suppressed: rows 2, 3, 5, 8, 13, …',
        "    row 2: The number is on the account's suppression list.",
        'The result of each row is in customers.results.csv.',
        'To update it later with the status of each message, run the same command with --status.',
      ].join('\n'),
    );
  });

  it('before the last row tells why, and how to go on', () => {
    const end: JobEnd = {
      ...anEnd,
      outcome: 'stopped',
      reason: 'The credits are used up.',
      rejected: [],
      duplicates: 0,
      left: 9_000,
    };

    expect(showEnd(end)).toBe(
      [
        'Stopped: 38,799 sent, 9,000 rows left.',
        'The credits are used up.',
        'The result of each row is in customers.results.csv.',
        'Run the same command again to send the rest: nobody gets the message twice.',
      ].join('\n'),
    );
  });

  it('later is told by status', () => {
    const status = {
      job: 'campaign-2026-12',
      statuses: { queued: 3, delivered: 38_796 },
      open: 3,
      isStopped: false,
      withoutMessage: 1_201,
      left: 1_000,
      unknown: { count: 1, reason: 'not_found' },
      resultsFile: 'customers.results.csv',
    };

    expect(showStatus(status)).toBe(
      [
        '38,796 delivered',
        '3 queued',
        '1,201 rows without a message',
        '1,000 rows not sent yet: the same command without --status sends them',
        'The status of 1 message could not be updated: not_found',
        'The result of each row is in customers.results.csv.',
        '3 messages may still change: run this command again later.',
      ].join('\n'),
    );
  });
});

describe('progress', () => {
  const at = (done: number, more: Partial<Progress> = {}): Progress => ({
    rows: 40_000,
    done,
    sent: done,
    withoutMessage: 0,
    rate: 49.7,
    secondsLeft: (40_000 - done) / 50,
    ...more,
  });

  it('is a bar in a terminal, drawn ten times a second at most', () => {
    const drawn: string[] = [];
    let now = 0;
    const { shell } = aShell({ live: { columns: 80, draw: (line) => drawn.push(line) } });
    const display = createProgressDisplay('Sending', shell, () => now);

    for (const [time, progress] of [
      [0, at(0)],
      [50, at(5_000)],
      [100, at(10_000, { withoutMessage: 12, held: 'waiting for the gateway' })],
      [200, at(10_000, { held: 'held' })],
      [300, { done: 7, sent: 0, withoutMessage: 0, rate: 0 }],
    ] as const) {
      now = time;
      display.show(progress);
    }
    display.end();

    expect(drawn).toEqual([
      'Sending [                        ] 0 of 40,000 rows, 50/s, 14 min left',
      'Sending 10,000 of 40,000 rows, 50/s, 10 min left, 12 without a message, waitin…',
      'Sending [=====                 ] 10,000 of 40,000 rows, 50/s, 10 min left, held',
      'Sending 7 rows',
      '',
    ]);
  });

  it('is a line twice a minute where there is no terminal, and one at the end', () => {
    let now = 0;
    const surroundings = aShell();
    const display = createProgressDisplay('Sending', surroundings.shell, () => now);

    for (; now <= 61_000; now += 1_000) display.show(at(now / 10));
    display.end();

    expect(surroundings.told.split('\n')).toEqual([
      'Sending: 0 of 40,000 rows, 50/s, 14 min left',
      'Sending: 3,000 of 40,000 rows, 50/s, 13 min left',
      'Sending: 6,000 of 40,000 rows, 50/s, 12 min left',
      'Sending: 6,100 of 40,000 rows, 50/s, 12 min left',
    ]);
  });

  it.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [61, '2 min'],
    [3_600, '1 h'],
    [9_000, '2 h 30 min'],
  ])('takes %d s: %s', (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});
