import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type FaultName, faultKinds } from '../../../infra/local/simulator/fault-kinds.ts';
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

const send = (to: string | string[], text = 'hi') => callSimulator(simulator.url, 'send_message', ...demo, to, text);

describe('the control API', () => {
  it('lists what the phones received, all of it or of one number', async () => {
    await send(['0792223344', '0792223355'], 'hello');
    await control.setClock({ advanceSeconds: 10 });

    expect(await control.messages()).toHaveLength(2);
    expect(await control.messages('+41792223355')).toMatchObject([
      { to: '+41792223355', text: 'hello', account: 'demo', credits: 1, statusCode: 1, receivedAt: expect.any(String) },
    ]);
  });

  it('tells calls, bytes and parameters', async () => {
    await send('0792223344');

    const { methods, calls, bytes } = await control.requests();

    expect(methods['send_message']).toEqual({ calls: 1, applied: 1, bytes });
    expect(bytes).toBeGreaterThan(100);
    expect(calls).toMatchObject([{ method: 'send_message', params: [...demo, '0792223344', 'hi'], fault: null }]);
  });

  it('sets the speed of progress and the date', async () => {
    await control.setClock({ speed: 1000 });
    await send('0792223344');
    await new Promise((resolve) => setTimeout(resolve, 30));

    expect(await control.messages()).toMatchObject([{ statusCode: 1 }]);

    const before = Date.now();
    const { now, speed } = await control.setClock({ advanceSeconds: 3600 });
    expect(speed).toBe(1000);
    expect(Date.parse(now) - before).toBeGreaterThanOrEqual(3_600_000);
  });

  it('refuses what would leave no time to tell', async () => {
    const answer = await fetch(`${simulator.controlUrl}clock`, { method: 'POST', body: '{"advanceSeconds": 1e300}' });

    expect(answer.status).toBe(400);
    expect(Date.parse((await control.setClock({})).now)).toBeLessThan(Date.now() + 60_000);
  });

  it('answers also where it fails after it has read the request', async () => {
    const broken = await startSimulator({ realTime: () => Number.NaN });
    onTestFinished(() => broken.close());
    onTestFinished(vi.spyOn(console, 'error').mockImplementation(() => {}).mockRestore);

    const answer = await fetch(`${broken.controlUrl}clock`, { signal: AbortSignal.timeout(5_000) });

    expect(answer.status).toBe(500);
  });

  it('sets and clears faults', async () => {
    await control.setFault({ fault: 'http_500' });
    await expect(send('0792223344')).rejects.toThrow();
    await control.clearFaults();

    expect(await send('0792223344')).toHaveLength(1);
  });

  it('goes on at its own address while the gateway refuses connections, and can end that', async () => {
    await control.setFault({ fault: 'refuse', durationMs: 60_000 });

    await expect(send('0792223344')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await control.messages()).toEqual([]);
    await control.clearFaults();
    expect(await send('0792223344')).toHaveLength(1);
  });

  it.each(['clearFaults', 'reset'] as const)('goes on whatever fault is set, until %s', async (end) => {
    for (const fault of Object.keys(faultKinds) as FaultName[]) await control.setFault({ fault });

    expect(await control.health()).toEqual({ status: 'ok' });
    await control[end]();
    expect(await send('0792223344')).toHaveLength(1);
  });

  it('answers at the gateway’s address too, also the request that makes that one refuse connections', async () => {
    const { href } = new URL('/control/', simulator.url);
    const ofUpstream = simulatorControl(href);
    await ofUpstream.setFault({ fault: 'refuse', durationMs: 150 });

    await expect(ofUpstream.health()).rejects.toThrow();
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(await ofUpstream.health()).toEqual({ status: 'ok' });
  });

  it('counts the connections that calls came over, here one kept alive, and not its own', async () => {
    await send('0792223344');
    await send('0792223344');
    await control.health();

    expect(await control.requests()).toMatchObject({ connections: 1, requests: 2 });
  });

  it('adds accounts', async () => {
    await control.putAccount({ user: 'poor', password: 'secret', credits: 0 });

    expect(await callSimulator(simulator.url, 'send_message', 'poor', 'secret', '0792223344', 'hi')).toEqual([
      ['0792223344', false, 2],
    ]);
  });

  it('goes back to the beginning', async () => {
    await send('0792223344');
    await control.putAccount({ user: 'demo', credits: 0 });
    await control.setFault({ fault: 'stall' });
    await control.reset();

    expect(await control.messages()).toEqual([]);
    expect((await control.requests()).calls).toEqual([]);
    expect(await callSimulator(simulator.url, 'get_credits', ...demo)).toBe(1_000_000);
  });

  it.each([
    ['an unknown fault', 'faults', { fault: 'gremlins' }],
    ['a misspelt member', 'faults', { fault: 'stall', time: 1 }],
    ['a method where it is not known yet', 'faults', { fault: 'reset_before_body', method: 'auth' }],
    ['a recipient where it is not known yet', 'faults', { fault: 'reset_before_body', to: '+41792223344' }],
    ['a spoilt answer to a call not carried out', 'faults', { fault: 'truncate', applied: false }],
    ['a share of refusals', 'faults', { fault: 'refuse', rate: 0.5 }],
    ['a clock that goes back', 'clock', { advanceSeconds: -1 }],
  ])('objects to %s', async (_case, path, body) => {
    const reply = await fetch(simulator.controlUrl + path, { method: 'POST', body: JSON.stringify(body) });

    expect(reply.status).toBe(400);
    expect(await reply.json()).toEqual({ error: expect.any(String) });
  });

  it('objects to what is not JSON, and to addresses that it does not have', async () => {
    expect((await fetch(`${simulator.controlUrl}faults`, { method: 'POST', body: '{' })).status).toBe(400);
    expect((await fetch(`${simulator.controlUrl}nothing`)).status).toBe(404);
  });

  it('has a manual', async () => {
    expect(await (await fetch(simulator.controlUrl)).text()).toContain('+41790000005');
  });
});

describe('npm run gateway', () => {
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, ['infra/local/simulator/main.ts', ...args]);
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };

  it.each(['SIGINT', 'SIGTERM'] as const)('says where it is, and ends cleanly on %s', async (signal) => {
    const child = start('--port', '0', '--speed', '10');
    const [output] = await once(child.stdout, 'data');
    const controlUrl = /http:\S+\/control\//.exec(String(output))?.[0] ?? '';

    expect((await simulatorControl(controlUrl).clock()).speed).toBe(10);
    expect(String(output)).toContain('demo-password');

    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('tells both addresses of its control API', async () => {
    const [output] = await once(start('--port', '0').stdout, 'data');

    const urls = String(output).match(/http:\S+\/control\//g) ?? [];
    expect(urls).toHaveLength(2);
    for (const url of urls) expect(await simulatorControl(url).health()).toEqual({ status: 'ok' });
  });

  it('says so when the port is taken', async () => {
    const child = start('--port', String(simulator.port));
    const [output] = await once(child.stderr, 'data');
    const [code] = await once(child, 'exit');

    expect(String(output)).toContain('Another program uses the port');
    expect(code).toBe(1);
  });
});
