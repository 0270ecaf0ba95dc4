import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { simulatorControl } from '../support/clients/simulator-control.ts';

const { url, apiKey, simulatorControlUrl } = inject('stack');
const main = fileURLToPath(new URL('../../infra/cli/main.ts', import.meta.url));
const simulator = simulatorControl(simulatorControlUrl);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-bulk-'));
});
afterAll(() => rm(folder, { recursive: true }));

const count = 32;
const campaign = `campaign-${Date.now()}`;
const expected = Array.from({ length: count }, (_, index) => ({
  to: `+4179${1_500_000 + index}`,
  text: `Hello Ada ${index}, this is ${campaign}`,
}));

/** What the phones got of it. */
const received = async () =>
  (await simulator.messages()).filter(({ text }) => text.endsWith(campaign)).map(({ to, text }) => ({ to, text }));

const bulk = (...argv: readonly string[]) => {
  const env = { PATH: process.env['PATH'], TEXTGATE_URL: url, TEXTGATE_API_KEY: apiKey };
  const file = join(folder, 'customers.csv');
  return spawn(process.execPath, [main, 'bulk', file, ...argv], { env, stdio: ['ignore', 'ignore', 'inherit'] });
};

const send = () =>
  bulk('--text', `Hello {first_name}, this is ${campaign}`, '--request-size', '8', '--rate', '100', '--yes');

test('a job whose process is killed again and again sends everybody one message', async () => {
  const rows = expected.map(({ to }, index) => `${to};Ada ${index}`);
  await writeFile(join(folder, 'customers.csv'), ['mobile;First name', ...rows].join('\r\n'));

  for (const enough of [1, 17]) {
    const killed = send();
    const ended = once(killed, 'exit');
    while (killed.exitCode === null && (await received()).length < enough) await pause(10);
    killed.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
  }
  const [exitCode] = await once(send(), 'exit');
  const [statusCode] = await once(bulk('--status'), 'exit');

  expect([exitCode, statusCode]).toEqual([0, 0]);
  const byNumber = (a: { to: string }, b: { to: string }) => a.to.localeCompare(b.to);
  expect((await received()).sort(byNumber)).toEqual(expected);
  expect((await readdir(folder)).sort()).toEqual(['customers.csv', 'customers.plan.jsonl', 'customers.results.csv']);
  const results = (await readFile(join(folder, 'customers.results.csv'), 'utf8')).trimEnd().split('\n');
  expect(results).toEqual([
    'row;to;id;status;reason',
    ...expected.map(({ to }, index) =>
      expect.stringMatching(new RegExp(`^${index + 2};\\${to};msg_\\w{26};[a-z_]+;$`)),
    ),
  ]);
});
