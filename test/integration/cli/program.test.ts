import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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

let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  answer(request, response, body);
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

const json = (response: ServerResponse, status: number, body: object) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const run = (argv: readonly string[], input = '') =>
  new Promise<{ exitCode: unknown; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env['PATH'], TEXTGATE_URL: url, TEXTGATE_API_KEY: apiKey };
    const child = execFile(process.execPath, [main, ...argv], { env }, (error, stdout, stderr) =>
      resolve({ exitCode: error?.code ?? 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });

test('sends what comes by standard input, and ends with 0', async () => {
  let sent: unknown;
  answer = (_, response, body) => {
    sent = JSON.parse(body);
    json(response, 202, { messages: [message], rejected: [] });
  };

  const ended = await run(['send', '+41791234567', '--text', '-'], 'Hello\n');

  expect(ended).toEqual({
    exitCode: 0,
    stdout: 'ID     TO            SEGMENTS  STATUS\nmsg_1  +41791234567  1         queued\n',
    stderr: '',
  });
  expect(sent).toEqual({ to: ['+41791234567'], text: 'Hello' });
});

test('tells a refusal in words, and ends with 1', async () => {
  answer = (_, response) =>
    json(response, 403, { type: 'urn:textgate:problem:forbidden', title: 'No', status: 403, detail: 'No scope.' });

  expect(await run(['whoami'])).toEqual({ exitCode: 1, stdout: '', stderr: 'No (403): No scope.\n' });
});

test('ends with 2 where it does not understand what was typed', async () => {
  expect(await run(['account', 'create', '--name', '--local'])).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: '--name lacks its value: --local follows. See textgate admin account create --help.\n',
  });
});

test('ends with 3 where nobody listens', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();

  const ended = await run(['whoami', '--url', `http://127.0.0.1:${port}`]);

  expect(ended).toMatchObject({ exitCode: 3, stdout: '' });
  expect(ended.stderr).toMatch(/^The gateway cannot be reached\. .*ECONNREFUSED.*\nNothing listens there/);
});

test('ends quietly when its reader has enough', async () => {
  answer = (_, response) =>
    json(response, 200, { messages: Array.from({ length: 5_000 }, () => message), cursor: null });
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
