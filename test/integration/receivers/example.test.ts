import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSendPost } from '../../../functions/receivers/post.ts';
import { headersFor, newSecret } from '../../../functions/webhooks/signature.ts';
import { freePorts } from '../../../infra/local/ports.ts';
import { blocksIn, read } from '../../support/markdown.ts';

const secret = newSecret();
const send = createSendPost({ toLoopback: true, within: 10_000 });

const start = async () => {
  const [program = ''] = blocksIn(read('functions/webhooks/README.md'), 'js');
  const { front: port } = await freePorts();
  const receiver = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...process.env, WEBHOOK_SECRET: secret, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return { receiver, output: text(receiver.stdout), url: `http://127.0.0.1:${port}/hooks/sms` };
};

let example: Awaited<ReturnType<typeof start>>;
beforeAll(async () => {
  example = await start();
});
afterAll(() => example.receiver.kill());

const delivery = (id: string, data: object, { at = new Date(), signedWith = secret } = {}) => {
  const body = JSON.stringify({ type: 'message.delivered', timestamp: at.toISOString(), data });
  return { url: example.url, body, headers: headersFor(id, { secrets: [{ value: signedWith }] }, body, at) };
};

test("the README's receiver does what it is told once, and nothing that is forged or old", async () => {
  const first = delivery('evt_1', { id: 'msg_1', note: 'Grüezi 🦄' });
  const answers = [];
  while (answers[0] === undefined) {
    const { status } = await send(first);
    if (status === undefined) await pause(10);
    else answers.push(status);
  }

  for (const next of [
    first,
    delivery('evt_1', { id: 'msg_1', note: 'Grüezi 🦄' }, { at: new Date(Date.now() + 1_000) }),
    delivery('evt_2', { id: 'forged' }, { signedWith: newSecret() }),
    delivery('evt_3', { id: 'old' }, { at: new Date(Date.now() - 301_000) }),
    { ...delivery('evt_4', { id: 'msg_4' }), body: first.body.replace('msg_1', 'changed') },
    { ...first, headers: { ...first.headers, 'webhook-id': 'evt_5' } },
    { ...first, headers: {} },
    delivery('evt_6', { id: 'msg_6' }),
  ]) {
    answers.push((await send(next)).status);
  }
  example.receiver.kill();

  expect(answers).toEqual([204, 204, 204, 401, 401, 401, 401, 401, 204]);
  expect((await example.output).trimEnd().split('\n')).toEqual([
    "message.delivered { id: 'msg_1', note: 'Grüezi 🦄' }",
    "message.delivered { id: 'msg_6' }",
  ]);
});
