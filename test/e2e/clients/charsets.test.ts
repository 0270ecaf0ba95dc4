import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { CREDENTIALS } from '../../../infra/local/aws-environment.ts';
import { startFront } from '../../../infra/local/front.ts';
import { simulatorControl } from '../../support/clients/simulator-control.ts';
import { prepare, runSmsProgram } from '../../support/clients/sms-programs.ts';

const { xmlrpcUrl, xmlrpcUser, xmlrpcPassword, simulatorControlUrl } = inject('stack');
const door = { url: xmlrpcUrl, user: xmlrpcUser, password: xmlrpcPassword };
const simulator = simulatorControl(simulatorControlUrl);

const aNumber = () => `4176${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;
/** A call in ISO-8859-1 that does not say so. */
const sendOf = (to: string, text: string) => {
  const params = [xmlrpcUser, xmlrpcPassword, to, text].map((value) => `<param><value>${value}</value></param>`);
  const call = `<methodCall><methodName>send_message</methodName><params>${params.join('')}</params></methodCall>`;
  return Buffer.from(`<?xml version="1.0"?>${call}`, 'latin1');
};
const post = async (url: string, body: Uint8Array) => {
  const response = await fetch(url, { method: 'POST', body, headers: { 'content-type': 'text/xml' } });
  return response.text();
};
const textsTo = async (to: string) => (await simulator.messages(`+${to}`)).map(({ text }) => text);

describe('a program that writes in', () => {
  beforeAll(() => prepare('python/sms.py'));

  // Python says the encoding in the document alone, and sends it as `text/xml`.
  test.each([
    ['windows-1252', 'été: 10 € – “oui”'],
    ['utf-8', 'été: 10 € 👍'],
  ])('%s has its text come to the phone as it was', async (encoding, text) => {
    const to = aNumber();

    await runSmsProgram('python/sms.py', door, { SMS_ENCODING: encoding })('send', to, text);

    expect(await textsTo(to)).toEqual([text]);
  });

  test('an encoding that it does not declare is taken for ISO-8859-15 where it is no UTF-8', async () => {
    const to = aNumber();

    await post(xmlrpcUrl, sendOf(to, 'été: 10 ¤'));

    expect(await textsTo(to)).toEqual(['été: 10 €']);
  });
});

test("the address is the interface document's, with or without the slash at its end", async () => {
  const to = aNumber();

  await post(xmlrpcUrl.replace(/\/$/, ''), sendOf(to, 'no slash'));

  expect(new URL(xmlrpcUrl).pathname).toBe('/api2/');
  expect(await textsTo(to)).toEqual(['no slash']);
});

test('nothing else is served below it', async () => {
  const response = await fetch(`${xmlrpcUrl}x`, { method: 'POST' });

  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ type: 'urn:textgate:problem:not-found' });
});

describe("the HTTPS API's own address", () => {
  const { emulatorUrl, region } = inject('stack');
  /** The emulator knows an API by its Host header, which `fetch` does not set. */
  const apiUrl = async () => {
    const client = new CloudFormationClient({ endpoint: emulatorUrl, region, credentials: CREDENTIALS });
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: 'textgate-dev-api' }));
    const output = Stacks[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'ApiUrl')?.OutputValue ?? '';
    const front = await startFront({ port: 0, emulatorUrl, apiUrl: output, xmlRpcUrl: output });
    onTestFinished(front.stop);
    return front.url;
  };

  test.each(['/api2/', '/api2'])('has the interface too at %s, for UTF-8', async (path) => {
    const [first, second] = [aNumber(), aNumber()];
    const url = `${await apiUrl()}${path}`;

    const sent = await runSmsProgram('python/sms.py', { ...door, url })('send', first, 'été €');
    const lost = await post(url, sendOf(second, 'été'));

    expect(sent).toMatch(/ 1 msg_\w+\n$/);
    expect(await textsTo(first)).toEqual(['été €']);
    expect(lost).toContain('-32702');
    expect(await textsTo(second)).toEqual([]);
  });
});

describe('an extension that takes texts for ISO-8859-1, as PHP’s does by itself', () => {
  beforeAll(() => prepare('php/defaults.php'));

  test('sends character references, which come to the phone as it wrote them', async () => {
    const to = aNumber();

    const answer = await runSmsProgram('php/defaults.php', door)(to, 'été');

    // The text was UTF-8 and not said to be: the program's own mistake, at any gateway.
    expect(answer).toContain('<string>msg_');
    expect(await textsTo(to)).toEqual([Buffer.from('été').toString('latin1')]);
  });
});
