import { describe, expect, test } from 'vitest';
import { ForbiddenError } from '../../../../functions/client/errors.ts';
import { openJob } from '../../../../infra/cli/bulk/job/open-job.ts';
import { placesOf } from '../../../../infra/cli/bulk/job/places.ts';
import { updateStatus } from '../../../../infra/cli/bulk/job/status.ts';
import { aBulkWorld, aJob, aSheet, rowsOf, runJob, runOptions } from '../../../support/bulk/world.ts';
import { aSendRequest, rules } from '../../../support/model/messages.ts';
import { logLines } from '../../../support/runner/log-lines.ts';

logLines();

const [ada, eva, ida, uma] = ['+41791234561', '+41791234562', '+41791234563', '+41791234564'] as const;
const rows = [
  ...rowsOf([ada, 'Ada'], [eva, 'Eva'], ['079 123 45 61', 'Ada'], [ida, 'Ida'], ['nobody', 'x'], [uma, 'Uma']),
  { row: 9, to: '4.17E+10', code: 'invalid_number', detail: 'A spreadsheet has rounded it.' },
  { row: 10, to: ada, values: { name: 'Ada again' } },
];
const job = aJob(rows);
const { plan, results } = placesOf('/shop');

const withoutIds = (text: string | undefined) => text?.replace(/msg_\w+/g, 'ID').split('\n');

/** A world in which a job has stopped after its first request. */
const aStoppedJob = async () => {
  const world = aBulkWorld();
  const { send } = world.client.messages;
  const stop = new AbortController();
  world.ports.client.messages.send = async (...asked) => {
    stop.abort();
    return send(...asked);
  };
  const end = await runJob(job, world.ports, runOptions({ stop: stop.signal }));
  world.ports.client.messages.send = send;
  return { ...world, end };
};

describe('a job', () => {
  test('of a name of its own has results beside those of another job of the same file, and finds them again', async () => {
    const world = aBulkWorld();
    const [december, january] = [
      { ...job, name: 'december' },
      { ...job, name: 'january' },
    ];

    const ends = [];
    for (const each of [december, january, january, december]) ends.push(await runJob(each, world.ports));

    expect(ends.map(({ outcome, resultsFile }) => [outcome, resultsFile])).toEqual([
      ['done', '/shop.results.csv'],
      ['done', '/shop.january.results.csv'],
      ['was-done', '/shop.january.results.csv'],
      ['was-done', '/shop.results.csv'],
    ]);
    expect(world.sent()).toHaveLength(10);
    await expect(updateStatus({ name: 'shop', file: job.file }, world.ports)).rejects.toThrow("--key 'december'");
    const opened = await openJob(job, world.ports);
    expect(await opened.plan(runOptions())).toMatchObject({ otherJob: 'december' });
  });

  test('of a name that no file can have finds its results again, and no other job', async () => {
    const world = aBulkWorld();
    const [long, longer] = ['年'.repeat(100), `${'年'.repeat(99)}末`].map((name) => ({ ...job, name }));
    await runJob(job, world.ports);

    const ends = [];
    for (const each of [long, longer, long, longer]) ends.push(each && (await runJob(each, world.ports)));

    expect(ends.map((end) => end?.outcome)).toEqual(['done', 'done', 'was-done', 'was-done']);
    expect(world.files.paths()).toHaveLength(6);
    for (const path of world.files.paths()) expect(path.length).toBeLessThan(70);
  });

  test('plans, sends, and writes down what became of each row', async () => {
    const world = aBulkWorld();

    const opened = await openJob(job, world.ports);
    const summary = await opened.plan(runOptions());
    const end = await opened.run(runOptions());
    await opened.close();

    expect(summary).toMatchObject({
      rows: 8,
      sendable: 5,
      requests: 2,
      segments: 5,
      rejected: [{ code: 'invalid_number', count: 2, first: [6, 9] }],
      duplicates: { count: 1, first: [4] },
      sample: { row: 2, text: 'Hello Ada', segments: 1 },
    });
    expect(end).toMatchObject({ outcome: 'done', sent: 5, duplicates: 1, left: 0, resultsFile: '/shop.results.csv' });
    expect(withoutIds(world.results())).toEqual([
      'row,to,id,status,reason',
      '2,+41791234561,ID,queued,',
      '3,+41791234562,ID,queued,',
      '4,079 123 45 61,,duplicate,of row 2',
      '5,+41791234563,ID,queued,',
      expect.stringMatching(/^6,nobody,,rejected,"invalid_number: This is not a phone number/),
      '7,+41791234564,ID,queued,',
      '9,4.17E+10,,rejected,invalid_number: A spreadsheet has rounded it.',
      '10,+41791234561,ID,queued,',
      '',
    ]);
    expect(world.sent().sort()).toEqual([
      '+41791234561 Hello Ada',
      '+41791234561 Hello Ada again',
      '+41791234562 Hello Eva',
      '+41791234563 Hello Ida',
      '+41791234564 Hello Uma',
    ]);
  });

  test('makes no request for rows that the sheet rejects', async () => {
    const opened = await openJob(
      aJob([{ row: 2, to: '', code: 'invalid_number', detail: 'None.' }]),
      aBulkWorld().ports,
    );

    expect(await opened.plan(runOptions())).toMatchObject({ rows: 1, sendable: 0, requests: 0 });
  });

  test('tells of what is sendable, whatever the account may send at this moment', async () => {
    const limited = aBulkWorld({ rules: { ...rules, limits: { perMinute: 3 } } });
    await limited.send(aSendRequest(), limited.settings.rules, limited.deadline());
    const poor = aBulkWorld({ rules: { ...rules, metered: true } });
    poor.store.credits.set('acc_shop', 2);
    const { get } = poor.client.account;
    poor.ports.client.account.get = async () => ({ ...(await get()), credits: 2 });

    const [ofLimited, ofPoor] = await Promise.all(
      [limited, poor].map(async ({ ports }) => (await openJob(job, ports)).plan(runOptions({ rate: 2 }))),
    );

    expect(ofLimited).toMatchObject({ sendable: 5, credits: { needed: 0 }, rate: 2, seconds: 3 });
    expect(ofPoor).toMatchObject({ sendable: 5, credits: { needed: 5, available: 2 } });
  });

  test('whose requests are larger than the account’s limits allow says so before anything is sent', async () => {
    const world = aBulkWorld({ rules: { ...rules, limits: { perDay: 1 } } });

    await expect(runJob(job, world.ports)).rejects.toThrow(
      'allow at most 1 recipients in one request. Give a smaller --request-size.',
    );
    const opened = await openJob({ ...job, requestSize: 1 }, world.ports);

    expect(await opened.plan(runOptions())).toMatchObject({ sendable: 5 });
  });

  test('needs no scope but that of a send', async () => {
    const world = aBulkWorld();
    world.ports.client.account.get = async () => {
      throw new ForbiddenError('It lacks account:read.', { status: 403 });
    };

    expect(await runJob(job, world.ports)).toMatchObject({ outcome: 'done', sent: 5 });
  });

  test('has neither texts nor numbers in its plan', async () => {
    const world = aBulkWorld();
    await runJob(job, world.ports);

    expect(world.files.text(plan)).not.toMatch(/Hello|Ada|41791|079/);
  });

  test('that is done says so, and asks the API for nothing', async () => {
    const world = aBulkWorld();
    await runJob(job, world.ports);
    const before = [...world.keys];

    const end = await runJob(job, world.ports);

    expect(end).toMatchObject({ outcome: 'was-done', sent: 5, left: 0 });
    expect(world.keys).toEqual(before);
  });

  test('writes nothing down when nobody wants it after the plan', async () => {
    const world = aBulkWorld();
    const opened = await openJob(job, world.ports);
    await opened.plan(runOptions());
    await opened.close();

    expect(world.files.paths()).toEqual([]);
  });

  test('stops cleanly, and goes on with what is left', async () => {
    const { end, sent, ports, results: resultsOf } = await aStoppedJob();
    const left = await runJob(job, ports);

    expect(end).toMatchObject({ outcome: 'interrupted', sent: 3, left: 4 });
    expect(left).toMatchObject({ outcome: 'done', sent: 5, left: 0 });
    expect(sent()).toHaveLength(5);
    expect(resultsOf()?.match(/msg_/g)).toHaveLength(5);
  });

  test('whose results are lost asks again under the same keys, and writes them again', async () => {
    const world = aBulkWorld();
    await runJob(job, world.ports);
    const before = world.results();
    world.files.remove(results);

    const end = await runJob(job, world.ports);

    expect(end).toMatchObject({ outcome: 'done', sent: 5 });
    expect(world.results()).toBe(before);
    expect(world.sent()).toHaveLength(5);
  });

  test('whose plan and results are lost is planned the same again, under the same keys', async () => {
    const world = aBulkWorld();
    await runJob(job, world.ports);
    const [planned, before] = [world.files.text(plan), world.results()];
    world.files.remove(plan);
    world.files.remove(results);

    await runJob(job, world.ports);

    expect(world.files.text(plan)).toBe(planned);
    expect(world.results()).toBe(before);
    expect(world.sent()).toHaveLength(5);
  });

  test('whose plan alone is lost is rejected', async () => {
    const world = await aStoppedJob();
    const before = world.results();
    world.files.remove(plan);

    await expect(runJob(job, world.ports)).rejects.toThrow('There is /shop.results.csv, but its plan');
    expect(world.results()).toBe(before);
  });
});

describe('going on', () => {
  test('by a plan with another key in it sends nothing', async () => {
    const world = await aStoppedJob();
    world.files.put(plan, world.files.text(plan)?.replaceAll('"key":"bulk-', '"key":"bulk-X') ?? '');

    await expect(runJob(job, world.ports)).rejects.toThrow('are no longer those of the plan');
    expect(world.sent()).toHaveLength(3);
  });

  const changedJobs: readonly (readonly [what: string, job: typeof job, words: string])[] = [
    ['another text', aJob(rows, { content: { text: 'Hi {name}' } }), 'options: --text'],
    [
      'another sender and request size',
      aJob(rows, { content: { ...job.content, sender: 'Shop' }, requestSize: 2 }),
      'options: --sender, --request-size',
    ],
    [
      'another value in a row that was sent',
      aJob(rows.map((row) => (row.row === 3 ? { row: 3, to: eva, values: { name: 'Evi' } } : row))),
      'rows: 1 row has changed (row 3)',
    ],
    ['a row less', aJob(rows.slice(0, -1)), 'rows: 1 is missing at its end'],
    [
      'a row more',
      aJob([...rows, { row: 11, to: '+41791234569', values: { name: 'New' } }]),
      'rows: 1 was added at its end',
    ],
    [
      'sorted rows',
      aJob(rowsOf([eva, 'Eva'], [ada, 'Ada'])),
      'rows: 2 rows have changed (rows 2, 3), 6 are missing at its end',
    ],
  ];
  test.each(changedJobs)('with %s is rejected in words, and sends nothing', async (_, changed, words) => {
    const world = await aStoppedJob();
    const before = [world.sent(), world.results()];

    await expect(runJob(changed, world.ports)).rejects.toThrow(words);
    expect([world.sent(), world.results()]).toEqual(before);
  });

  test('takes a file whose bytes alone are others', async () => {
    const world = await aStoppedJob();

    const end = await runJob({ ...job, sheet: { ...aSheet(rows), sha256: 'of the same rows in UTF-16' } }, world.ports);

    expect(end).toMatchObject({ outcome: 'done', sent: 5 });
  });

  test('with another key needs to know that it is of the same account', async () => {
    const world = await aStoppedJob();
    const rotated = { ...job, sender: { ...job.sender, apiKey: 'textgate_new' } };
    const { get } = world.client.account;
    world.ports.client.account.get = async () => ({ ...(await get()), id: 'acc_other' });
    await expect(runJob(rotated, world.ports)).rejects.toThrow('planned for another account');

    world.ports.client.account.get = get;
    const end = await runJob(rotated, world.ports);

    expect(end).toMatchObject({ outcome: 'done', sent: 5 });
    expect(world.sent()).toHaveLength(5);
  });

  test('rejects a job that another process has in hand', async () => {
    const world = aBulkWorld();
    await openJob(job, world.ports);

    await expect(openJob(job, world.ports)).rejects.toThrow('Another process has this job in hand');
  });

  const whole = (text: string) => text.trimEnd().split('\n');
  const asText = (lines: readonly string[]) => `${lines.join('\n')}\n`;
  const mangled: readonly (readonly [what: string, mangle: (text: string) => string, line: number])[] = [
    ['sorted', (text) => asText([whole(text)[0] ?? '', ...whole(text).slice(1).reverse()]), 2],
    ['without a row', (text) => asText(whole(text).toSpliced(2, 1)), 3],
    ['with a row more', (text) => `${text}11,+41,,rejected,x: y\n`, 10],
    ['with another delimiter', (text) => text.replaceAll(',', ';'), 1],
    ['with rounded numbers', (text) => text.replace('+41791234562', '4.17912E+10'), 3],
    ['with a mark at its beginning', (text) => `\ufeff${text}`, 1],
    ['with line ends of Windows', (text) => text.replaceAll('\n', '\r\n'), 1],
    ['with an id cut', (text) => text.replace(/msg_\w{3}/, 'msg_'), 2],
  ];
  test.each(mangled)('rejects results %s, and leaves them as they are', async (_, mangle, line) => {
    const world = aBulkWorld();
    await runJob(job, world.ports);
    const text = mangle(world.results() ?? '');
    world.files.put(results, text);

    await expect(runJob(job, world.ports)).rejects.toThrow(`line ${line} is not what textgate wrote`);
    expect(world.results()).toBe(text);
    expect(world.sent()).toHaveLength(5);
  });

  test('takes results that were cut anywhere up again, and nobody gets a message twice', async () => {
    const world = aBulkWorld();
    await runJob(job, world.ports);
    const all = world.results() ?? '';

    for (let end = 0; end < all.length; end += 3) {
      world.files.put(results, all.slice(0, end));
      await runJob(job, world.ports);
      expect(world.results()).toBe(all);
    }
    world.files.put(results, `${all.slice(0, 90)}\0\0\0\0`);
    await runJob(job, world.ports);
    expect(world.results()).toBe(all);
    expect(world.sent()).toHaveLength(5);
  });
});
