import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { magicNumbers } from '../../../infra/local/simulator/magic-numbers.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { callSimulator, demo } from './client.ts';

const winter = Date.parse('2026-01-15T12:00:00Z');

let simulator: Simulator;
let now = winter;
const call = <Reply>(method: string, ...params: unknown[]) => callSimulator<Reply>(simulator.url, method, ...params);

/** Sends to one recipient; the only entry of the reply. */
const send = async (...params: unknown[]) => {
  const [entry] = await call<[[dest: string, status: number | boolean, id: string]]>(
    'send_message',
    ...demo,
    ...params,
  );
  return entry;
};

beforeEach(async () => {
  now = winter;
  simulator = await startSimulator({ realTime: () => now });
});
afterEach(() => simulator.close());

describe('send_message', () => {
  it('takes a message to one recipient given as a string', async () => {
    const reply = await call('send_message', ...demo, '0792223344', 'test message');

    expect(reply).toEqual([['0792223344', 1, expect.stringMatching(/^[0-9a-f-]{36}$/)]]);
    expect(simulator.messages()).toMatchObject([
      { to: '+41792223344', text: 'test message', sender: 'textobox.ch', type: 'text', scheduledFor: null },
    ]);
  });

  it('answers an entry per recipient, in order, whatever becomes of each', async () => {
    const reply = await call('send_message', ...demo, ['+41792223344', 'nonsense', '0041792223345'], 'hi');

    expect(reply).toEqual([
      ['+41792223344', 1, expect.any(String)],
      ['nonsense', false, 5],
      ['0041792223345', 1, expect.any(String)],
    ]);
  });

  it.each(magicNumbers.filter(({ refusal }) => refusal))('refuses $number: $effect', async ({ number, refusal }) => {
    expect(await send(number, 'hi')).toEqual([number, false, refusal]);
    expect(simulator.messages()).toEqual([]);
  });

  it('refuses by itself what the error codes stand for', async () => {
    const to = '+41792223344';

    expect(await send(to, '')).toEqual([to, false, 7]);
    expect(await send(to, 'x'.repeat(1531))).toEqual([to, false, 8]);
    expect(await send(to, 'hi', 'a sender too long')).toEqual([to, false, 6]);
    expect(await send(to, 'hi', '', '', 'smoke signal')).toEqual([to, false, 4]);
  });

  it('reads a date as Zurich time, in winter and in summer', async () => {
    expect((await send('0792223344', 'hi', '', '2026-01-15 13:00:01'))[1]).toBe(9);
    expect((await send('0792223344', 'hi', '', '2026-07-01 09:00:00'))[1]).toBe(9);

    expect(simulator.messages().map(({ scheduledFor }) => scheduledFor)).toEqual([
      '2026-01-15T12:00:01.000Z',
      '2026-07-01T07:00:00.000Z',
    ]);
  });

  it.each([
    ['empty', ''],
    ['past', '2026-01-15 12:59:59'],
    ['of another format', '2026-07-01T09:00:00Z'],
    ['not in the calendar', '2026-02-30 09:00:00'],
    ['in the hour that spring leaves out', '2026-03-29 02:30:00'],
  ])('sends at once when the date is %s', async (_case, date) => {
    expect((await send('0792223344', 'hi', '', date))[1]).toBe(1);
  });

  it('uses the default sender where none is given or none may be', async () => {
    simulator.putAccount({ user: 'demo', defaultSender: 'Demo' });
    await send('0792223344', 'hi', '');
    await send('0792223344', 'hi', 'Mine', '', 'flash');
    simulator.putAccount({ user: 'demo', maySetSender: false });
    await send('0792223344', 'hi', 'Mine');

    expect(simulator.messages().map(({ sender, type }) => [sender, type])).toEqual([
      ['Demo', 'text'],
      ['Mine', 'flash'],
      ['Demo', 'text'],
    ]);
  });

  it('takes a credit per segment or per recipient, below zero only where it may', async () => {
    simulator.putAccount({ user: 'demo', credits: 3 });
    const twoSegments = 'x'.repeat(161);

    expect((await send('0792223344', twoSegments))[1]).toBe(1);
    expect(await send('0792223344', twoSegments)).toEqual(['0792223344', false, 2]);
    simulator.putAccount({ user: 'demo', charge: 'recipient' });
    expect((await send('0792223344', twoSegments))[1]).toBe(1);
    simulator.putAccount({ user: 'demo', mayOverdraw: true });
    await send('0792223344', 'hi');

    expect(await call('get_credits', ...demo)).toBe(-1);
  });

  it('can say true instead of a code', async () => {
    simulator.putSettings({ sendForm: 'boolean' });

    expect(await send('0792223344', 'hi')).toEqual(['0792223344', true, expect.any(String)]);
  });
});

describe('get_status', () => {
  const statusCode = async (id: string) => (await call<[[string, number, number]]>('get_status', ...demo, id))[0][2];

  it('goes from queued to delivered in 4 s', async () => {
    simulator.putSettings({ statusForm: 'codes' });
    const [, , id] = await send('0792223344', 'hi');
    const seen: number[] = [];

    for (const at of [0, 999, 1000, 1999, 2000, 3999, 4000]) {
      now = winter + at;
      seen.push(await statusCode(id));
    }

    expect(seen).toEqual([8, 8, 3, 3, 2, 2, 1]);
    expect(simulator.messages()[0]?.receivedAt).toBe('2026-01-15T12:00:04.000Z');
  });

  it('never goes back when the speed changes', async () => {
    simulator.putSettings({ statusForm: 'codes' });
    const [, , id] = await send('0792223344', 'hi');
    simulator.setClock({ speed: 10 });
    now += 250;
    simulator.setClock({ speed: 0 });
    now += 60_000;

    expect(await statusCode(id)).toBe(2);

    simulator.setClock({ speed: 1 });
    now += 1500;
    expect(await statusCode(id)).toBe(1);
  });

  it.each(magicNumbers.filter(({ outcome }) => outcome))('$number: $effect', async ({ number, outcome }) => {
    simulator.putSettings({ statusForm: 'codes' });
    const [, , id] = await send(number, 'hi');

    simulator.setClock({ advanceSeconds: 86_400 });

    expect(await statusCode(id)).toBe(outcome);
  });

  it('answers the struct of the published clients', async () => {
    const [, , id] = await send('0792223344', 'hi', 'Sender');
    now += 4000;

    expect(await call('get_status', ...demo, [id])).toEqual([
      [
        id,
        {
          from: 'Sender',
          to: '41792223344',
          length: 2,
          sent_date: '2026-01-15 13:00:00',
          sent_status: 1,
          sent_status_text: 'OK',
          last_date: '2026-01-15 13:00:04',
          last_status: 1,
          last_status_text: 'Delivered to the recipient device',
        },
      ],
    ]);
  });

  it("answers false for an id that it does not know, and for another account's", async () => {
    simulator.putAccount({ user: 'other', password: 'secret' });
    const [, , id] = await send('0792223344', 'hi');

    expect(await call('get_status', 'other', 'secret', [id, 'unknown'])).toEqual([
      [id, false],
      ['unknown', false],
    ]);
  });
});

describe('cancel_message', () => {
  it('cancels what is still scheduled, once, and gives the credits back', async () => {
    const [, , scheduled] = await send('0792223344', 'hi', '', '2026-01-16 09:00:00');
    const [, , sent] = await send('0792223344', 'hi');
    const before = await call<number>('get_credits', ...demo);

    expect(await call('cancel_message', ...demo, [scheduled, sent, 'unknown'])).toEqual([
      [scheduled, true],
      [sent, false],
      ['unknown', false],
    ]);
    expect(await call('cancel_message', ...demo, scheduled)).toEqual([[scheduled, false]]);
    expect(await call('get_credits', ...demo)).toBe(before + 1);
    simulator.setClock({ advanceSeconds: 2 * 86_400 });
    expect(await call('get_status', ...demo, scheduled)).toMatchObject([
      [scheduled, { sent_status: 9, last_status: 10, last_status_text: 'Message canceled' }],
    ]);
    simulator.putSettings({ statusForm: 'codes' });
    expect(await call('get_status', ...demo, scheduled)).toEqual([[scheduled, 10, 9]]);
  });

  it('cancels the number that stays scheduled, however late', async () => {
    const [, status, id] = await send('+41790000019', 'hi');
    simulator.setClock({ advanceSeconds: 86_400 });

    expect(status).toBe(9);
    expect(await call('cancel_message', ...demo, id)).toEqual([[id, true]]);
  });

  it('does not cancel once the date has come', async () => {
    const [, , id] = await send('0792223344', 'hi', '', '2026-01-15 13:00:10');
    now += 10_000;

    expect(await call('cancel_message', ...demo, id)).toEqual([[id, false]]);
    now += 4000;
    expect(simulator.messages()[0]?.receivedAt).toBe('2026-01-15T12:00:14.000Z');
  });
});

describe('the account', () => {
  it('answers credentials, credits, status and group id', async () => {
    expect(await call('auth', ...demo)).toBe(true);
    expect(await call('get_credits', ...demo)).toBe(1_000_000);
    expect(await call('account_status', ...demo)).toBe('regular');
    expect(await call('get_guid', ...demo)).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('answers false to a stranger where the document says so, and a fault elsewhere', async () => {
    for (const method of ['auth', 'get_credits', 'get_guid']) {
      expect(await call(method, 'demo', 'wrong')).toBe(false);
      expect(await call(method, 'nobody', 'wrong')).toBe(false);
    }
    for (const method of ['send_message', 'account_status', 'clean_number', 'get_status', 'cancel_message']) {
      await expect(call(method, 'demo', 'wrong', 'x', 'y')).rejects.toMatchObject({ code: 1 });
    }
  });

  it.each([
    ['022/364 8000', '41223648000'],
    ['+41 22 364 80 00', '41223648000'],
    ['0049 1512 3456789', '4915123456789'],
    ['41223648000', '41223648000'],
    ['no number', ''],
  ])('cleans %s to %s', async (number, cleaned) => {
    expect(await call('clean_number', ...demo, number)).toBe(cleaned);
  });
});

describe('the endpoint', () => {
  it('answers faults to unknown methods, missing parameters and bodies that are no call', async () => {
    await expect(call('system.multicall', ...demo)).rejects.toMatchObject({ code: -32601 });
    await expect(call('send_message', ...demo)).rejects.toMatchObject({ code: -32602 });
    const reply = await fetch(simulator.url, { method: 'POST', body: '{"not": "xml"}' });
    expect(await reply.text()).toContain('-32700');
  });

  it('is served with the trailing slash only', async () => {
    const reply = await fetch(simulator.url.slice(0, -1), { method: 'POST', body: '' });

    expect(reply.status).toBe(404);
    expect((await fetch(simulator.url)).status).toBe(405);
  });

  it('takes thousands of messages, hundreds of calls a second', async () => {
    const started = performance.now();
    const recipients = Array.from({ length: 100 }, (_, index) => `+4179222${String(index).padStart(4, '0')}`);

    for (let round = 0; round < 50; round += 1) {
      await Promise.all([call('send_message', ...demo, recipients, 'hi'), call('get_credits', ...demo)]);
    }

    expect(simulator.messages()).toHaveLength(5000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

it('has magic numbers that pass for real ones', () => {
  for (const { number } of magicNumbers) expect(parsePhoneNumberFromString(number)?.isValid()).toBe(true);
});
