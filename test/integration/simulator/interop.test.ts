import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';

const run = promisify(execFile);

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({ speed: 1000 });
});
afterEach(() => simulator.close());

/** Runs Python with `gateway` (an `xmlrpc.client` proxy) and `demo`; returns what the script prints, from JSON. */
const python = async (script: string): Promise<unknown> => {
  const program = `
import json, time, xmlrpc.client
gateway = xmlrpc.client.ServerProxy(${JSON.stringify(simulator.url)})
demo = ("demo", "demo-password")
${script}`;
  const { stdout } = await run('python3', ['-c', program]);
  return JSON.parse(stdout);
};

const postXml = (xml: string | Uint8Array<ArrayBuffer>) => fetch(simulator.url, { method: 'POST', body: xml });

it("understands and is understood by Python's client", async () => {
  const result = await python(`
sent = gateway.send_message(*demo, ["0792223344", "+41790000005"], "hi")
time.sleep(0.05)
status = gateway.get_status(*demo, [sent[0][2], "unknown"])
print(json.dumps([gateway.auth(*demo), gateway.get_credits(*demo), gateway.clean_number(*demo, "022/364 8000"),
  sent, status[0][1]["last_status"], status[1], gateway.cancel_message(*demo, sent[0][2])[0][1]]))`);

  expect(result).toEqual([
    true,
    999_999,
    '41223648000',
    [
      ['0792223344', 1, expect.any(String)],
      ['+41790000005', false, 5],
    ],
    1,
    ['unknown', false],
    false,
  ]);
});

it('receives any text exactly, as a string or as base64 of UTF-8', async () => {
  const text = 'a<b&c ]]> "d" é € 😀\n]]>';

  await python(`
text = ${JSON.stringify(text)}.encode("utf-16", "surrogatepass").decode("utf-16")
gateway.send_message(*demo, "0792223344", text)
gateway.send_message(*demo, xmlrpc.client.Binary("0792223344".encode()), xmlrpc.client.Binary(text.encode("utf-8")))
print("null")`);

  expect(simulator.messages().map((message) => message.text)).toEqual([text, text]);
});

it('gives a hostile sender back as it was', async () => {
  const sender = ']]><b>&';

  const result = await python(`
sent = gateway.send_message(*demo, "0792223344", "hi", ${JSON.stringify(sender)})
print(json.dumps(gateway.get_status(*demo, sent[0][2])[0][1]["from"]))`);

  expect(result).toBe(sender);
});

it('answers wrong credentials with a fault that Python reads', async () => {
  const result = await python(`
try:
  gateway.send_message("demo", "wrong", "0792223344", "hi")
except xmlrpc.client.Fault as fault:
  print(json.dumps([fault.faultCode, fault.faultString]))`);

  expect(result).toEqual([1, 'Authentication failed']);
});

it('reads untyped values, <i4> and ISO-8859-15', async () => {
  const body = (prolog: string) =>
    `${prolog}<methodCall><methodName>send_message</methodName><params>
<param><value>demo</value></param><param><value>demo-password</value></param>
<param><value><i4>792223344</i4></value></param><param><value>caf\xe9 \xa4</value></param></params></methodCall>`;

  await postXml(Buffer.from(body('<?xml version="1.0" encoding="iso-8859-15"?>'), 'latin1'));
  await postXml(Buffer.from(body('<?xml version="1.0"?>'), 'latin1'));
  await postXml(body('<?xml version="1.0" encoding="utf-8"?>'));

  expect(simulator.messages().map(({ text }) => text)).toEqual(['café €', 'café €', 'café ¤']);
});
