import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portsFrom } from '../../infra/local/ports.ts';
import { blocksIn, read } from '../support/markdown.ts';
import { inAnHour } from '../support/runner/times.ts';
import { npmStart, readStackFile, setStackFileAside, stackFileExists } from '../support/stack/npm-start.ts';

const run = promisify(execFile);

/** The first of four ports in a row that nobody uses, below those that the system hands out by itself. */
const firstPort = async (): Promise<number> => {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const isFree = await portsFrom(port).then(
      () => true,
      () => false,
    );
    if (isFree) return port;
  }
};

const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

/** The ids of all processes whose environment or command names the port: those that a start has left. */
const processesOf = (port: number): string[] =>
  readdirSync('/proc').filter((id) => {
    if (!/^\d+$/.test(id) || Number(id) === process.pid) return false;
    try {
      const facts = ['environ', 'cmdline'].map((name) => readFileSync(`/proc/${id}/${name}`, 'latin1'));
      return facts.join('\0').includes(`:${port}`) || facts.join('\0').includes(`GATEWAY_PORT=${port}`);
    } catch {
      return false;
    }
  });

const shBlocks = (path: string) => blocksIn(read(path), 'sh');

const outputOf = async (commands: string) => (await run('bash', ['-e', '-c', commands])).stdout;

const jsonLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

let stackFile: Awaited<ReturnType<typeof setStackFileAside>>;
beforeAll(async () => {
  stackFile = await setStackFileAside();
});
afterAll(() => stackFile.putBack());

test("a newcomer's first five minutes", async () => {
  const port = await firstPort();
  const stack = npmStart(['--port', String(port)]);
  try {
    const output = await stack.written('Ctrl-C ends it all.');
    const { url, apiKey, account, emulatorUrl, phoneUrl, consoleUrl } = readStackFile();
    expect(url).toBe(`http://127.0.0.1:${port}`);
    // One address to open first: the page with the phones, which leads to the console. No key is in an address.
    expect(/http:\S+/.exec(output.slice(output.indexOf('Open this first')))?.[0]).toBe(phoneUrl);
    expect(await (await fetch(phoneUrl)).text()).toContain('<div id="phones">');
    expect(await (await fetch(new URL('/control/state', phoneUrl))).json()).toMatchObject({ consoleUrl });
    expect((await fetch(consoleUrl)).status).toBe(200);
    expect(output.match(/http:\S+/g)?.filter((address) => address.includes(apiKey))).toEqual([]);
    // As pasted from the screen.
    const [send = '', list = '', ask = ''] = output.match(/^ {2}curl (?:.*\\\n)*.*$/gm) ?? [];
    const paste = async (command: string) => JSON.parse((await run('sh', ['-c', command])).stdout);

    const sent = await paste(send);
    const [{ id }] = sent.messages;
    const listed = await paste(list);
    const asked = await paste(ask.replace('/ID?', `/${id}?`));

    expect(sent).toMatchObject({ messages: [{ to: '+41791234567', text: 'Hello from textgate' }], rejected: [] });
    expect(listed.messages).toMatchObject([{ id }]);
    expect(asked).toMatchObject({ id });

    // And as pasted from the README.
    const pasted = shBlocks('README.md').find((block) => block.startsWith('URL=')) ?? '';
    expect(jsonLines(await outputOf(pasted))).toMatchObject([
      { messages: [{ reference: 'order-4711' }] },
      { messages: [{ reference: 'order-4711' }] },
      { text: 'Your table is ready.', status: 'canceled' },
    ]);

    // As pasted from the READMEs that it leads to.
    for (const block of shBlocks('README.md').filter((block) => block.startsWith('npx --no-install textgate'))) {
      expect(await outputOf(block)).toContain('+41791234567');
    }
    const withKey = pasted.split('\n').slice(0, 2).join('\n');
    for (const block of shBlocks('functions/api/README.md')) {
      expect(await outputOf(`${withKey}\n${block}`)).not.toContain('urn:textgate:problem:');
    }
    const [xmlRpc = ''] = shBlocks('functions/xmlrpc-door/README.md');
    expect(await outputOf(xmlRpc)).toMatch(/^\[\['079 123 45 67', 1, 'msg_\w+'\], \['nobody', 0, 5\]\]/);

    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const scheduledAt = inAnHour();
    const body = JSON.stringify({ to: '+41791234567', text: 'Later', scheduledAt });
    const later = JSON.parse(await (await fetch(`${url}/v1/messages`, { method: 'POST', headers, body })).text());
    const canceled = await fetch(`${url}/v1/messages/${later.messages[0].id}/cancel`, { method: 'POST', headers });
    expect(await canceled.json()).toMatchObject({ text: 'Later', status: 'canceled' });

    const admin = ['infra/cli/main.ts', 'admin', 'account', 'create', '--name', 'Second', '--local', '--json'];
    const { stdout } = await run(process.execPath, admin);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'Second' });

    // The program that `npm ci` links finds the stack by itself.
    const whoami = await run('npx', ['--no-install', 'textgate', 'whoami', '--json']);
    expect(JSON.parse(whoami.stdout)).toMatchObject({ id: account, name: 'Demo' });

    const second = npmStart(['--port', String(await firstPort())]);
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`A stack that was started in this folder already runs at ${url}.`);
    expect(readStackFile().url).toBe(url);

    const emulatorPort = Number(new URL(emulatorUrl).port);
    expect(processesOf(emulatorPort)).not.toEqual([]);
    stack.signal('SIGINT');
    await stack.ended;

    expect(stack.output()).toContain('stopping');
    expect(stackFileExists()).toBe(false);
    expect(await Promise.all([port, port + 1, emulatorPort, port + 3].map(listens))).not.toContain(true);
    expect(processesOf(emulatorPort)).toEqual([]);
  } finally {
    stack.signal('SIGKILL');
  }
});

test('Ctrl-C while it starts leaves nothing behind', async () => {
  const port = await firstPort();
  const stack = npmStart(['--port', String(port)]);
  try {
    await stack.written('bundling');

    stack.signal('SIGINT');
    await stack.ended;

    expect(stackFileExists()).toBe(false);
    expect(processesOf(port + 2)).toEqual([]);
  } finally {
    stack.signal('SIGKILL');
  }
});

describe('npm start refuses', () => {
  test.each([
    ['an endpoint elsewhere', [], { AWS_ENDPOINT_URL: 'https://dynamodb.eu-central-2.amazonaws.com' }, 'this machine'],
    ['an emulator that is not there', [], { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'Nothing answers'],
    ['a port that is none', ['--port', 'x'], {}, '--port must be a number'],
    ['an option it does not know', ['--prot', '1'], {}, 'Usage: npm start'],
  ])('%s, in words', async (_, args, env, words) => {
    const port = args.length > 0 ? [] : ['--port', String(await firstPort())];
    const stack = npmStart([...args, ...port], env);

    expect(await stack.ended).toBe(1);

    expect(stack.output()).toContain(words);
    expect(stack.output()).not.toMatch(/^\s+at /m);
    expect(stackFileExists()).toBe(false);
  });
});
