import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, inject, test } from 'vitest';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { inAnHour } from '../support/runner/times.ts';

const { url, apiKey, simulatorControlUrl } = inject('stack');
const main = fileURLToPath(new URL('../../infra/cli/main.ts', import.meta.url));

beforeAll(() => simulatorControl(simulatorControlUrl).clearFaults());

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
  const refused = await run('send', '+41791234567', '--text', '');

  expect(sent).toMatchObject({ exitCode: 1, stderr: '1 of 2 recipients refused.\n' });
  expect(messages).toMatchObject([{ to: '+41791234567', text: 'Grüezi Ada', status: 'scheduled' }]);
  expect(listed.stdout.trim().split('\n')).toEqual([
    expect.stringMatching(/^ID /),
    expect.stringMatching(new RegExp(`^${id} .*${reference} +Grüezi Ada$`)),
  ]);
  expect(canceled).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/ canceled\n$/) });
  expect(shown.stdout).toMatch(/^status +canceled$/m);
  expect(shown.stdout).toMatch(/^\S+ \S+ +canceled$/m);
  expect(refused).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr: expect.stringMatching(/\(4\d\d\).*\n.*text.*\nRequest: /),
  });
});
