import { beforeAll, describe, expect, inject, test } from 'vitest';
import { gatewayControl } from '../../support/gateway-control.ts';
import { prepare, runSmsProgram } from '../../support/sms-programs.ts';

const { xmlrpcUrl, xmlrpcUser, xmlrpcPassword, gatewayControlUrl } = inject('stack');
const door = { url: xmlrpcUrl, user: xmlrpcUser, password: xmlrpcPassword };
const gateway = gatewayControl(gatewayControlUrl);

const aNumber = () => `4176${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;
const textsTo = async (to: string) => (await gateway.messages(`+${to}`)).map(({ text }) => text);

describe('a program that sends bytes of ISO-8859-1', () => {
  beforeAll(() => prepare('python/sms.py'));

  // Python says the encoding in the document alone: API Gateway has read it as UTF-8 before it comes to us.
  test('is told by a fault where they are lost, and nothing is sent', async () => {
    const to = aNumber();
    const sms = runSmsProgram('python/sms.py', door, { SMS_ENCODING: 'iso-8859-1' });

    await expect(sms('send', to, 'été')).rejects.toMatchObject({ stderr: expect.stringContaining('-32702') });
    expect(await textsTo(to)).toEqual([]);
  });

  test('loses nothing while it has no accents, or has them as character references', async () => {
    const [first, second] = [aNumber(), aNumber()];
    const sms = runSmsProgram('python/sms.py', door, { SMS_ENCODING: 'iso-8859-1' });
    const ascii = runSmsProgram('python/sms.py', door, { SMS_ENCODING: 'us-ascii' });

    await sms('send', first, 'no accents, 10 €');
    await ascii('send', second, 'été: 10 € 👍');

    expect(await textsTo(first)).toEqual(['no accents, 10 €']);
    expect(await textsTo(second)).toEqual(['été: 10 € 👍']);
  });

  test('has them read as declared where its Content-Type is none of text', async () => {
    const to = aNumber();
    const params = [xmlrpcUser, xmlrpcPassword, to, 'été'].map((text) => `<param><value>${text}</value></param>`);
    const body = Buffer.from(
      `<?xml version="1.0" encoding="iso-8859-1"?><methodCall><methodName>send_message</methodName><params>${params.join('')}</params></methodCall>`,
      'latin1',
    );

    await fetch(xmlrpcUrl, { method: 'POST', body, headers: { 'content-type': 'application/octet-stream' } });

    expect(await textsTo(to)).toEqual(['été']);
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
