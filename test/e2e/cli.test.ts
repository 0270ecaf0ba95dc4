import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, onTestFinished, test } from 'vitest';
import { inAnHour } from '../support/runner/times.ts';

const { url, apiKey } = inject('stack');
const main = fileURLToPath(new URL('../../infra/cli/main.ts', import.meta.url));

const run = (...argv: readonly string[]) =>
  new Promise<{ exitCode: unknown; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env['PATH'], TEXTGATE_URL: url, TEXTGATE_API_KEY: apiKey };
    execFile(process.execPath, [main, ...argv], { env }, (error, stdout, stderr) =>
      resolve({ exitCode: error?.code ?? 0, stdout, stderr }),
    );
  });

test('a message is sent, found, shown and cancelled from the command line', async () => {
  const reference = `cli-${Date.now()}`;

  const send = ['send', '0791234567', 'nobody', '--text', 'Grüezi {name}', '--value', 'name=Ada', '--at', inAnHour()];
  const sent = await run(...send, '--reference', reference, '--json');
  const { messages } = JSON.parse(sent.stdout);
  const [{ id }] = messages;
  const listed = await run('list', '--reference', reference);
  const canceled = await run('cancel', id);
  const shown = await run('show', id, '--refresh', '--deliveries');
  const rejected = await run('send', '+41791234567', '--text', '');

  expect(sent).toMatchObject({ exitCode: 1, stderr: '1 of 2 recipients were rejected.\n' });
  expect(messages).toMatchObject([{ to: '+41791234567', text: 'Grüezi Ada', status: 'scheduled' }]);
  expect(listed.stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^ID /),
    expect.stringMatching(new RegExp(`^${id} .*${reference} +Grüezi Ada$`)),
  ]);
  expect(canceled).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/ canceled\n$/) });
  expect(shown.stdout).toMatch(/^status +canceled$/m);
  expect(shown.stdout).toMatch(/^\S+ \S+ +canceled$/m);
  expect(rejected).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(/\(4\d\d\).*\n.*text.*\nRequest id: /),
  });
});

test('a sheet is planned, sent, and followed from the command line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'textgate-bulk-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const job = `cli-${Date.now()}`;
  const file = join(folder, `${job}.csv`);
  const rows = ['First name;Natel', 'Zoë;079 123 45 67', ';0791234568', 'Zoë;+41791234567', 'Eva;4,17912E+10'];
  await writeFile(file, Buffer.from(rows.join('\r\n'), 'latin1'));
  const bulk = ['bulk', file, '--text', 'Grüezi {first_name}', '--at', inAnHour()];

  const planned = await run(...bulk, '--dry-run', '--json');
  const sent = await run(...bulk, '--yes');
  const status = await run('bulk', file, '--status', '--json');
  const results = await readFile(join(folder, `${job}.results.csv`), 'utf8');

  expect(JSON.parse(planned.stdout).plan).toMatchObject({ rows: 4, sendable: 1, sample: { text: 'Grüezi Zoë' } });
  expect(sent).toMatchObject({
    exitCode: 1,
    stdout: expect.stringMatching(/^Done: 1 sent, 2 rejected, 1 duplicate\.$/m),
  });
  expect(JSON.parse(status.stdout)).toMatchObject({ statuses: { scheduled: 1 }, open: 1, withoutMessage: 3 });
  expect(results.split('\n').map((line) => line.split(';').slice(0, 4))).toEqual([
    ['row', 'to', 'id', 'status'],
    ['2', expect.stringMatching(/^\D?079 123 45 67$/), expect.stringMatching(/^msg_/), 'scheduled'],
    ['3', '0791234568', '', 'rejected'],
    ['4', '+41791234567', '', 'duplicate'],
    ['5', '4,17912E+10', '', 'rejected'],
    [''],
  ]);
});
