import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { type SimulatorControl, simulatorControl } from '../../support/clients/simulator-control.ts';
import { callSimulator, demo } from './client.ts';

let simulator: Simulator;
let control: SimulatorControl;
beforeEach(async () => {
  simulator = await startSimulator();
  control = simulatorControl(simulator.controlUrl);
});
afterEach(() => simulator.close());

const number = '+41792223344';

/** Sends a message, and tells its id. */
const send = async (text: string, to = number, ...rest: string[]): Promise<string> => {
  const [[, , id]] = await callSimulator<[[string, number, string]]>(
    ...[simulator.url, 'send_message', ...demo, to, text, ...rest],
  );
  return id;
};

const arrive = () => control.setClock({ advanceSeconds: 10 });

/** As a published client reads it. */
const statusOf = async (id: string): Promise<number> => {
  const [[, { last_status }]] = await callSimulator<[[string, { last_status: number }]]>(
    ...[simulator.url, 'get_status', ...demo, id],
  );
  return last_status;
};

describe('the latest message of a phone', () => {
  it('is the newest that it has received', async () => {
    await send('one');
    await send('two');
    await send('of another', '+41792223355');
    await arrive();
    await send('not there yet');

    expect(await control.latest({ to: number })).toMatchObject({ text: 'two', statusCode: 1 });
  });

  it('is waited for', async () => {
    const latest = control.latest({ to: number });
    await send('here it is');
    await arrive();

    expect(await latest).toMatchObject({ text: 'here it is' });
  });

  it('is none that was there before', async () => {
    const old = await send('old');
    await arrive();
    const { receivedAt } = await control.latest({ to: number });

    const byId = control.latest({ to: number, after: old });
    const byTime = control.latest({ to: number, after: receivedAt ?? '' });
    await send('new');
    await arrive();

    expect([await byId, await byTime]).toMatchObject([{ text: 'new' }, { text: 'new' }]);
  });

  it('may have a time with an offset to be newer than, and a number whose + was not encoded', async () => {
    await send('hello');
    await arrive();

    const reply = await fetch(`${simulator.controlUrl}messages/latest?to=${number}&after=2020-01-01T00:00:00+01:00`);

    expect(await reply.json()).toMatchObject({ text: 'hello' });
  });

  it('may be of a number with 00 in place of its +', async () => {
    await send('hello');
    await arrive();

    expect(await control.latest({ to: number.replace('+', '00') })).toMatchObject({ text: 'hello' });
  });

  it('of nobody is refused in words', async () => {
    const reply = await fetch(`${simulator.controlUrl}messages/latest`);

    expect(await reply.text()).toContain('`to` is missing: the number of the phone');
  });

  it('that does not come is told in words', async () => {
    await send('still on its way');

    const reply = await fetch(`${simulator.controlUrl}messages/latest?to=%2B41792223344&wait=0.1`);

    expect(reply.status).toBe(404);
    expect(await reply.json()).toEqual({ error: 'No message has reached +41792223344 within 0.1 s' });
  });

  it.each(['', 'to=', 'to=%2B41792223344&wait=31', 'to=%2B41792223344&after=yesterday'])(
    'is not looked for with: %s',
    async (query) => {
      const reply = await fetch(`${simulator.controlUrl}messages/latest?${query}`);

      expect(reply.status).toBe(400);
      expect(await reply.json()).toEqual({ error: expect.any(String) });
    },
  );

  it('is not waited for any more by who hung up, nor when all ends', async () => {
    const hangUp = new AbortController();
    const gone = fetch(`${simulator.controlUrl}messages/latest?to=1`, { signal: hangUp.signal });
    const cutOff = fetch(`${simulator.controlUrl}messages/latest?to=1`);
    setTimeout(() => hangUp.abort(), 100);

    await expect(gone).rejects.toThrow('aborted');
    const started = performance.now();
    await Promise.all([simulator.close(), expect(cutOff).rejects.toThrow()]);
    expect(performance.now() - started).toBeLessThan(5_000);
    simulator = await startSimulator();
  });
});

describe('a message', () => {
  it.each([
    [{ outcome: 'deliver' }, 1],
    [{ outcome: 'fail' }, 4],
    [{ outcome: 'fail', statusCode: 5 }, 5],
    [{ outcome: 'fail', statusCode: 7 }, 7],
    [{ outcome: 'expire' }, 6],
  ] as const)('is brought to its end at once by %j, and stays there', async (outcome, statusCode) => {
    const id = await send('hello');

    expect(await control.decide(id, outcome)).toMatchObject({ id, statusCode, hasEnded: true });

    await arrive();
    expect(await statusOf(id)).toBe(statusCode);
    expect((await control.messages())[0]?.receivedAt === null).toBe(statusCode !== 1);
    await expect(control.decide(id, { outcome: 'deliver' })).rejects.toThrow('409');
    expect(await statusOf(id)).toBe(statusCode);
  });

  it('is held where it is, and goes on from there', async () => {
    const id = await send('hello');
    await control.setClock({ advanceSeconds: 1.5 });
    await control.decide(id, { outcome: 'hold' });
    await arrive();
    expect(await statusOf(id)).toBe(3);

    await control.decide(id, { outcome: 'release' });
    expect(await statusOf(id)).toBe(3);
    await control.setClock({ advanceSeconds: 1.2 });
    expect(await statusOf(id)).toBe(2);
    await control.setClock({ advanceSeconds: 2 });
    expect(await statusOf(id)).toBe(1);
  });

  it('that was scheduled is held beyond its time, may be cancelled, and sets off when it is let go', async () => {
    await control.changeNewMessages({ hold: true });
    const date = '2099-01-01 00:00:00';
    const [canceled, later] = [await send('one', number, '', date), await send('two', number, '', date)];
    const century = (Date.parse('2099-01-02') - Date.now()) / 1000;
    await control.setClock({ advanceSeconds: century });

    expect(await callSimulator(simulator.url, 'cancel_message', ...demo, canceled)).toEqual([[canceled, true]]);
    expect(await statusOf(later)).toBe(9);
    expect(await control.releaseAll()).toEqual({ released: 1 });
    await arrive();
    expect(await statusOf(later)).toBe(1);
    expect(await statusOf(canceled)).toBe(10);
  });

  it('that is not there, or cannot be made what is asked, is left', async () => {
    const id = await send('hello');

    await expect(control.decide('nothing', { outcome: 'deliver' })).rejects.toThrow('404');
    await expect(control.decide(id, { outcome: 'deliver', statusCode: 4 })).rejects.toThrow('400');
    expect(await statusOf(id)).toBe(8);
  });
});

describe('new messages', () => {
  it('fail at a rate, the same ones for the same seed, but for numbers with an effect of their own', async () => {
    const outcomes = async () => {
      await control.reset();
      await control.changeNewMessages({ failRate: 0.5, seed: 3, statusCode: 6 });
      for (let count = 0; count < 20; count += 1) await send(`${count}`);
      await send('magic', '+41790000011');
      await arrive();
      return (await control.messages()).map(({ statusCode }) => statusCode);
    };

    const first = await outcomes();

    expect(new Set(first.slice(0, 20))).toEqual(new Set([1, 6]));
    expect(first.at(-1)).toBe(1);
    expect(await outcomes()).toEqual(first);
  });

  it('are held until they are let go', async () => {
    await control.changeNewMessages({ hold: true });
    const id = await send('hello');
    await arrive();

    expect(await control.messages()).toMatchObject([{ id, statusCode: 8, isHeld: true }]);
    await control.changeNewMessages({ hold: false });
    await control.decide(id, { outcome: 'release' });
    await arrive();
    expect(await statusOf(id)).toBe(1);
  });
});

describe('the state', () => {
  it('is told since an earlier look: what changed by a call, by the clock and by hand', async () => {
    const [one, two] = [await send('one'), await send('two')];
    const first = await control.state();
    expect(first).toMatchObject({ isWhole: true, messages: [{ id: one }, { id: two }], consoleUrl: null });

    const same = await control.state(first.counter);
    expect(same).toMatchObject({ isWhole: false, messages: [], counter: first.counter });

    await control.decide(two, { outcome: 'hold' });
    const held = await control.state(same.counter);
    expect(held.messages).toMatchObject([{ id: two, isHeld: true }]);

    await arrive();
    const arrived = await control.state(held.counter);
    expect(arrived.messages).toMatchObject([{ id: one, statusCode: 1 }]);

    await control.reset();
    expect(await control.state(arrived.counter)).toMatchObject({ isWhole: true, messages: [] });
  });

  it('tells how often a fault strikes yet, and whether connections are refused', async () => {
    await control.setFault({ fault: 'http_500', times: 2 });
    await control.setFault({ fault: 'stall' });
    await fetch(simulator.url, { method: 'POST', body: '<?xml version="1.0"?><methodCall/>' });
    await control.setFault({ fault: 'refuse', durationMs: 60_000 });

    expect(await control.state()).toMatchObject({
      faults: [
        { fault: 'http_500', left: 2 },
        { fault: 'stall', left: null },
      ],
      isRefusing: true,
    });
    await control.clearFaults();
    expect(await control.state()).toMatchObject({ faults: [], isRefusing: false });
  });
});

describe('who is none of this machine’s', () => {
  /** `fetch` would not send these headers. */
  const statusFor = async (port: number, method: string, path: string, headers: Record<string, string>) => {
    const call = request({ host: '127.0.0.1', port, method, path, headers }).end();
    const [response] = await once(call, 'response');
    response.resume();
    return response.statusCode;
  };

  it('may not drive it: a name that leads here, a page of another origin', async () => {
    const ports = [simulator.port, Number(new URL(simulator.controlUrl).port)];
    const status = async (method: string, path: string, headers: Record<string, string>) =>
      new Set(await Promise.all(ports.map((port) => statusFor(port, method, path, headers))));

    expect(await status('GET', '/control/state', { host: 'rebound.example' })).toEqual(new Set([403]));
    expect(await status('POST', '/control/reset', { host: 'localhost:1', origin: 'http://localhost:2' })).toEqual(
      new Set([403]),
    );
    expect(await status('POST', '/control/reset', { origin: 'null' })).toEqual(new Set([403]));
    expect(await status('POST', '/control/reset', { host: 'localhost:1', origin: 'http://localhost:1' })).toEqual(
      new Set([200]),
    );
    const [, phones = 0] = ports;
    expect(await statusFor(phones, 'GET', '/', { host: 'rebound.example' })).toBe(403);
  });
});
