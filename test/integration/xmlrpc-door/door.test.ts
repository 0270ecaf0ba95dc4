import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { measureText, textProblem } from '../../../functions/messages/text.ts';
import { createUpstreamClient, type UpstreamClient } from '../../../functions/upstream/client.ts';
import { stateOf } from '../../../functions/upstream/codes.ts';
import { readZurichClock } from '../../../functions/upstream/zurich-time.ts';
import { decodeResponse } from '../../../functions/xmlrpc/decode.ts';
import { encodeCall } from '../../../functions/xmlrpc/encode.ts';
import type { XmlRpcStruct } from '../../../functions/xmlrpc/value.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { startXmlRpcServer, xmlRpcLogin } from '../../support/clients/xmlrpc-door-server.ts';
import { logLines } from '../../support/runner/log-lines.ts';
import { holds } from '../../support/runner/property.ts';
import { hoursAhead } from '../../support/runner/times.ts';

const run = promisify(execFile);

logLines();

let simulator: Simulator;
let door: Awaited<ReturnType<typeof startXmlRpcServer>>;
let client: UpstreamClient;
beforeAll(async () => {
  simulator = await startSimulator({ speed: 1000 });
  door = await startXmlRpcServer(simulator.url);
  client = createUpstreamClient({ url: door.url, credentials: async () => xmlRpcLogin });
});
beforeEach(() => simulator.reset());
afterAll(async () => {
  await door.close();
  await simulator.close();
});

const tomorrow = () => hoursAhead(24);
const sentIds = (entries: Awaited<ReturnType<UpstreamClient['sendMessage']>>) =>
  entries.flatMap((entry) => (entry.accepted === true ? entry.id : []));
/** A message's record as the door writes it, in full. */
const recordOf = async (id = '') => {
  const body = encodeCall('get_status', [xmlRpcLogin.user, xmlRpcLogin.password, id]);
  const reply = await fetch(door.url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
  const response = decodeResponse(Buffer.from(await reply.arrayBuffer()), { maxBytes: 1024 * 1024 });
  if (response.kind === 'fault') throw new Error(response.string);
  const [[, struct]] = response.value as [[string, XmlRpcStruct]];
  return Object.fromEntries(struct);
};
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("our own client of the gateway, which cannot tell this door from the gateway's", () => {
  test('authenticates, and is told credits, status and group', async () => {
    const stranger = createUpstreamClient({
      url: door.url,
      credentials: async () => ({ ...xmlRpcLogin, password: 'wrong' }),
    });

    expect(await client.auth()).toBe(true);
    expect(await client.getCredits()).toBe(1_000_000);
    expect(await client.accountStatus()).toBe('free');
    expect(await client.getGuid()).toBe(door.account.groupId);
    expect(await client.cleanNumber('022/364 8000')).toBe('41223648000');
    expect(await stranger.auth()).toBe(false);
    await expect(stranger.accountStatus()).rejects.toMatchObject({ code: -32500 });
  });

  test('sends, and reads how far the messages have come', async () => {
    const to = ['41792223344', '41790000006', '1', '491701234567'];
    const entries = await client.sendMessage({ to, text: 'Grüezi €', sender: 'Shop', type: 'flash' });
    await settled();
    const states = await client.getStatus([...sentIds(entries), 'unknown']);

    expect(entries.map((entry) => [entry.to, entry.accepted])).toEqual([
      ['41792223344', true],
      ['41790000006', expect.any(Boolean)],
      ['1', false],
      ['491701234567', true],
    ]);
    expect(simulator.messages('+41792223344')).toMatchObject([{ text: 'Grüezi €', sender: 'Shop', type: 'flash' }]);
    expect(states[0]).toMatchObject({ known: true, statusCode: 1 });
    expect(await recordOf(sentIds(entries)[0])).toMatchObject({
      from: 'Shop',
      to: '41792223344',
      length: 8,
      last_status_text: 'Delivered to the recipient device',
    });
    expect(states.at(-1)).toEqual({ id: 'unknown', known: false });
  });

  test('schedules, and cancels', async () => {
    const scheduledAt = tomorrow();
    const [id = ''] = sentIds(await client.sendMessage({ to: '41792223344', text: 'later', scheduledAt }));
    const [scheduled] = await client.getStatus(id);
    const record = await recordOf(id);

    const cancellations = await client.cancelMessage([id, 'unknown']);
    const [canceled] = await client.getStatus(id);

    expect(scheduled).toMatchObject({ errorCode: 9, statusCode: 9 });
    expect(record).toMatchObject({ sent_date: readZurichClock(scheduledAt) });
    expect(cancellations).toEqual([
      { id, canceled: true },
      { id: 'unknown', canceled: false },
    ]);
    expect(canceled?.known && stateOf(canceled.errorCode, canceled.statusCode)?.status).toBe('canceled');
    expect(simulator.messages()).toMatchObject([{ errorCode: 10, receivedAt: null }]);
  });
});

test('any text that can be sent reaches the phone as it was given', async () => {
  // U+FFFD is what API Gateway makes of bytes that it cannot read, and is refused.
  const texts = fc
    .oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(']', '>', '<', '&', '\r', '\n', '€', 'é') }),
    )
    .filter((text) => textProblem(text, measureText(text), 10) === undefined && !text.includes('\uFFFD'));

  await holds(
    fc.asyncProperty(texts, async (text) => {
      const [id = ''] = sentIds(await client.sendMessage({ to: '41792223344', text }));

      const upstreamId = door.store.records.get(id)?.upstreamId;
      expect(simulator.messages().find((message) => message.id === upstreamId)?.text).toBe(text);
      await simulator.reset();
    }),
    // What the codec makes of any text is proved by unit tests.
    20,
  );
});

test("Python's own client sends, asks and cancels", async () => {
  const text = 'Grüezi é € 😀 ]]> <b>&amp;</b>\nzweite Zeile';
  const program = `
import json, xmlrpc.client
door = xmlrpc.client.ServerProxy(${JSON.stringify(door.url)}, use_builtin_types=True)
login = (${JSON.stringify(xmlRpcLogin.user)}, ${JSON.stringify(xmlRpcLogin.password)})
text = json.loads(${JSON.stringify(JSON.stringify(text))})
sent = door.send_message(*login, ["0792223344", "+41 79 222 33 45", "12"], text)
coded = door.send_message(*login, "0792223346".encode(), text.encode("utf-8"))
later = door.send_message(*login, "0792223347", text, "Shop", ${JSON.stringify(readZurichClock(tomorrow()))}, "flash")
status = door.get_status(*login, [sent[0][2], "unknown"])
cancelled = door.cancel_message(*login, [later[0][2], sent[0][2]])
faults = []
for call in (lambda: door.account_status("nobody", ""), lambda: door.nothing(), lambda: door.auth(*login, 1),
             lambda: door.system.multicall([])):
  try:
    call()
  except xmlrpc.client.Fault as fault:
    faults.append(fault.faultCode)
print(json.dumps([sent, coded, later, status, cancelled, faults, door.auth(*login), door.auth("myuser", ""),
  door.get_credits(*login), door.get_guid(*login), door.clean_number(*login, "022/364 8000"),
  len(door.system.listMethods()), door.system.methodSignature("auth"), door.system.methodHelp("auth")]))`;

  const { stdout } = await run('python3', ['-c', program]);

  const anId = expect.stringMatching(/^msg_/);
  const [sent, coded, later, status, canceled, faults, ...rest] = JSON.parse(stdout);
  expect(sent).toEqual([
    ['0792223344', 1, anId],
    ['+41 79 222 33 45', 1, anId],
    ['12', 0, 5],
  ]);
  expect(coded).toEqual([['0792223346', 1, anId]]);
  expect(later).toEqual([['0792223347', 9, anId]]);
  expect(status).toMatchObject([
    [sent[0][2], { from: 'textobox.ch', to: '41792223344', sent_status: 1, sent_status_text: 'OK' }],
    ['unknown', false],
  ]);
  expect(canceled).toEqual([
    [later[0][2], true],
    [sent[0][2], false],
  ]);
  expect(faults).toEqual([-32500, -32601, -32602, -32601]);
  expect(rest).toEqual([
    true,
    false,
    expect.any(Number),
    door.account.groupId,
    '41223648000',
    11,
    [['boolean', 'string', 'string']],
    'Whether the user and password are right.',
  ]);
  expect(simulator.messages().map(({ to, text: received, type }) => [to, received, type])).toEqual([
    ['+41792223344', text, 'text'],
    ['+41792223345', text, 'text'],
    ['+41792223346', text, 'text'],
    ['+41792223347', text, 'flash'],
  ]);
});
