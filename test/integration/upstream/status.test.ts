import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createUpstreamClient } from '../../../functions/upstream/client.ts';
import { createUpstream } from '../../../functions/upstream/upstream.ts';
import { demoAccount } from '../../../infra/local/simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';

let simulated: Simulator;
beforeAll(async () => {
  simulated = await startSimulator();
});
afterAll(() => simulated.close());
beforeEach(() => simulated.reset());

const hour = 3600;

/** Schedules a message for in an hour, and tells its state as time goes by. */
const schedule = async (to: string) => {
  const upstream = createUpstream(createUpstreamClient({ url: simulated.url, credentials: async () => demoAccount }));
  const scheduledAt = new Date(Date.now() + hour * 1000);
  const outcome = await upstream.handOver({ to: [to], text: 'Hello', type: 'text', scheduledAt });
  const [result] = outcome.kind === 'answered' ? outcome.results : [];
  const id = result?.accepted === true ? result.upstreamId : expect.unreachable('The message should have been taken.');
  return async () => (await upstream.states([id], Date.now() + 29_000)).get(id);
};

describe.each(['struct', 'codes'] as const)('a scheduled message, in the form with %s,', (statusForm) => {
  test.each([
    ['+41790000011', 'delivered', undefined],
    ['+41790000014', 'failed', { struct: 'delivery_message_error', codes: 'format_error' }],
    ['+41790000015', 'failed', { struct: 'delivery_routing_error', codes: 'routing_error' }],
    ['+41790000016', 'expired', { struct: 'expired', codes: 'expired' }],
    ['+41790000017', 'failed', { struct: 'delivery_gateway_error', codes: 'gateway_error' }],
  ])('to %s is scheduled until its time, and then ends as %s', async (to, status, reasons) => {
    simulated.putSettings({ statusForm });
    const state = await schedule(to);

    expect((await state())?.status).toBe('scheduled');
    simulated.setClock({ advanceSeconds: 2 * hour });
    const end = await state();

    expect(end?.status).toBe(status);
    expect(end?.reason?.code).toBe(reasons?.[statusForm]);
  });
});
