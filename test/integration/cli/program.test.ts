import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The program as a process, against a stand-in for the gateway. */
const main = fileURLToPath(new URL('../../../infra/cli/main.ts', import.meta.url));
const apiKey = 'textgate_secret';
const message = {
  ...{ id: 'msg_1', to: '+41791234567', status: 'queued', text: 'Hello', type: 'text', sender: null, segments: 1 },
  ...{ encoding: 'gsm-7', reference: null, metadata: {}, scheduledAt: null, createdAt: '2026-12-24T17:00:00.000Z' },
  updatedAt: '2026-12-24T17:00:00.000Z',
};

const forbidden = { type: 'urn:textgate:problem:forbidden', title: 'No', status: 403, detail: 'No scope.' };
const answers: Readonly<Record<string, readonly [status: number, body: object]>> = {
  'POST /v1/messages': [202, { messages: [message], rejected: [] }],
  'GET /v1/messages/msg_1': [200, { ...message, status: 'failed' }],
  'GET /v1/messages': [200, { messages: Array.from({ length: 5_000 }, () => message), cursor: null }],
  'GET /v1/account': [403, forbidden],
};
const bodies: unknown[] = [];
const server = createServer(async (request, response) => {
  const body = await text(request);
  if (body !== '') bodies.push(JSON.parse(body));
  const [path] = (request.url ?? '').split('?');
  const [status, answer] = answers[`${request.method} ${path}`] ?? [404, {}];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});
let url: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const run = (argv: readonly string[], input = '') =>
  new Promise<{ exitCode: unknown; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env['PATH'], TEXTGATE_URL: url, TEXTGATE_API_KEY: apiKey };
    const child = execFile(process.execPath, [main, ...argv], { env }, (error, stdout, stderr) =>
      resolve({ exitCode: error?.code ?? 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });

test.concurrent('sends what comes by standard input, and ends with 0', async () => {
  const ended = await run(['send', '+41791234567', '--text', '-'], 'Hello\n');

  expect(ended).toEqual({
    exitCode: 0,
    stdout: 'ID     TO            SEGMENTS  STATUS\nmsg_1  +41791234567  1         queued\n',
    stderr: '',
  });
  expect(bodies).toEqual([{ to: ['+41791234567'], text: 'Hello' }]);
});

test.concurrent('tells a refusal in words, and ends with 1', async () => {
  expect(await run(['whoami'])).toEqual({ exitCode: 1, stdout: '', stderr: 'No (403): No scope.\n' });
});

test.concurrent('ends with 2 where it does not understand what was typed', async () => {
  expect(await run(['account', 'create', '--name', '--local'])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      '--name needs a value, but --local follows. If that is the value, type --name=--local. See textgate admin account create --help.\n',
  });
});

test.concurrent('ends with 3 where nobody listens', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();

  const ended = await run(['whoami', '--url', `http://127.0.0.1:${port}`]);

  expect(ended).toMatchObject({ exitCode: 3, stdout: '' });
  expect(ended.stderr).toMatch(/^textgate cannot be reached\. .*ECONNREFUSED.*\nNothing listens at this address/);
});

test.concurrent('ends quietly when its reader has enough', async () => {
  const env = { PATH: process.env['PATH'], TEXTGATE_URL: url, TEXTGATE_API_KEY: apiKey };
  const child = spawn(process.execPath, [main, 'list', '--all'], { env });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });

  child.stdout.once('data', () => child.stdout.destroy());
  const [exitCode] = await once(child, 'close');

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

test.concurrent('comes to its end, and ends as it would, when nobody reads what it tells', async () => {
  const env = { PATH: process.env['PATH'], TEXTGATE_URL: url, TEXTGATE_API_KEY: apiKey };
  const child = spawn(process.execPath, [main, 'send', '+41791234567', '--text', 'Hello', '--wait'], { env });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });

  child.stderr.destroy();
  const [exitCode] = await once(child, 'close');

  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.stringContaining('failed') });
});
