import { describe, expect, test } from 'vitest';
import { CannotStartError } from '../../../infra/local/cannot-start-error.ts';
import { CutOffError } from '../../soak/cut-off-error.ts';
import { isSound, lines, linesWithoutVerdict } from '../../soak/report.ts';
import type { SoakReport } from '../../soak/soak.ts';
import * as webhooks from '../../soak/webhooks/report.ts';

const mark = { text: 'soak-1-1.', to: '+41781000001' };
const reportOf = (parts: Partial<SoakReport> = {}): SoakReport => ({
  seed: 3,
  messages: 2,
  calls: 4,
  faulty: 1,
  accepted: 2,
  statuses: new Map([['delivered', 2]]),
  lost: [],
  doubled: [],
  untrue: [],
  loadMillis: 1_000,
  settlingMillis: 5_000,
  ...parts,
});
const lineOf = (name: string, shown: readonly string[]) => shown.find((line) => line.trim().startsWith(name));

describe('a run that was judged', () => {
  test('is sound when nothing is lost, doubled or untrue', () => {
    const report = reportOf();

    expect(isSound(report)).toBe(true);
    expect(lineOf('verdict', lines(report))).toMatch(/ sound$/);
    expect(lineOf('faults', lines(report))).toMatch(/ 25\.0 % of its last 4 calls$/);
  });

  test.each(['lost', 'doubled', 'untrue'] as const)(
    'is not sound with a message that is %s, and shows which',
    (name) => {
      const report = reportOf({ [name]: [mark] });

      expect(isSound(report)).toBe(false);
      expect(lineOf('verdict', lines(report))).toMatch(` not sound: messages are ${name}`);
      expect(lines(report).at(-1)).toContain(JSON.stringify(mark));
    },
  );

  test('says so when the load was too small to meet a fault', () => {
    expect(lineOf('verdict', lines(reportOf({ faulty: 0 })))).toContain('met no fault');
  });

  test('has figures also when the gateway had no calls before the load ended', () => {
    expect(lines(reportOf({ calls: 0, faulty: 0 })).join('\n')).not.toContain('NaN');
  });
});

describe('a run that could not be judged says so, and why', () => {
  test('when nothing of the load was accepted', () => {
    const report = reportOf({ accepted: 0, statuses: new Map() });

    expect(isSound(report)).toBe(false);
    expect(lineOf('verdict', lines(report))).toContain('none, the run could not be judged. No message');
  });

  test.each([
    ['the stack did not start', new CannotStartError('Port 4700 is taken.'), 'Port 4700 is taken.'],
    ['it was interrupted', new CutOffError('It was interrupted (SIGINT).'), 'It was interrupted (SIGINT).'],
    [
      'it was interrupted while it waited',
      Object.assign(
        new Error('The operation was aborted', { cause: new CutOffError('It was interrupted (SIGINT).') }),
        {
          name: 'AbortError',
        },
      ),
      'It was interrupted (SIGINT).',
    ],
  ])('when %s', (_, error, why) => {
    expect(linesWithoutVerdict(7, error)).toEqual([
      'seed 7',
      expect.stringMatching(/^ {2}verdict +none, the run could not be judged\. /),
    ]);
    expect(linesWithoutVerdict(7, error).at(-1)?.endsWith(why)).toBe(true);
  });

  test('with all details of an unforeseen error', () => {
    expect(linesWithoutVerdict(7, new Error('fetch failed')).join('\n')).toMatch(/fetch failed\n\s+at .*report\.test/);
  });
});

test('a run of webhooks is sound if nothing is missing, and receivers were called and failed', () => {
  const sound = {
    changes: 2,
    receivers: 4,
    missing: [],
    untrue: [],
    failed: 1,
    calls: 12,
    faulty: 3,
    forged: 0,
    doubled: 1,
    kills: 1,
    left: 0,
    millis: 9_000,
    skippedMillis: 7_200_000,
  };
  const wrongs = [{ missing: ['change 1'] }, { untrue: ['change 1'] }, { calls: 0 }, { faulty: 0 }];

  expect(lineOf('verdict', webhooks.lines(sound))).toMatch(/ sound$/);
  expect(lineOf('of which failed', webhooks.lines(sound))).toMatch(/ 3 \(25\.0 %\)$/);
  for (const wrong of wrongs) {
    expect(lineOf('verdict', webhooks.lines({ ...sound, ...wrong }))).toMatch(/ not sound$/);
  }
});
