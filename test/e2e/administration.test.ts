import { expect, inject, test } from 'vitest';
import { type ApiClient, apiClient } from '../support/clients/api-client.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { adminOf } from '../support/stack/admin.ts';

const { url, emulatorUrl, simulatorControlUrl } = inject('stack');
const simulator = simulatorControl(simulatorControlUrl);
const admin = adminOf(emulatorUrl);

/** A new account's id, and the API as it sees it. */
const tenant = async (options = ''): Promise<{ id: string; request: ApiClient }> => {
  const { id } = await admin(`account create --name Shop${options}`);
  const { key } = await admin(`key create --account ${id} --name web`);
  return { id, request: apiClient(url, key) };
};

test('an account sends no more than its limit in a day, and replays all the same', async () => {
  const { id, request } = await tenant(' --per-day 2');
  const json = { to: ['+41791230001', '+41791230002'], text: 'Hello' };
  const headers = { 'idempotency-key': 'first' };
  const first = await request('POST /v1/messages', { json, headers });

  const refused = await request('POST /v1/messages', { json: { to: '+41791230003', text: 'Hello' } });
  const replay = await request('POST /v1/messages', { json, headers });

  expect(first.status).toBe(202);
  expect(refused).toMatchObject({ status: 429, body: { type: 'urn:textgate:problem:rate-limited' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect([replay.status, replay.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
  expect(await admin(`account set-limits ${id} --per-day 500`)).toMatchObject({ id, messagesPerDay: 500 });
});

test('a message of unknown outcome is settled by hand, and what it cost is given back', async () => {
  const { id: account, request } = await tenant();
  await admin(`credits add ${account} --amount 5 --note first`);
  const to = '+41791230004';
  await simulator.setFault({ fault: 'unknown_fault', to, times: 1 });
  const { body } = await request('POST /v1/messages', { json: { to, text: 'Hello' } });
  const [{ id, status }] = body.messages;
  expect(status).toBe('indeterminate');
  expect(await admin(`credits show ${account}`)).toMatchObject({ balance: 4, charged: 1 });

  await admin(`settle ${id} --as failed`);

  expect((await request(`GET /v1/messages/${id}`)).body).toMatchObject({
    status: 'failed',
    reason: { code: 'settled_by_hand' },
  });
  expect(await admin(`credits show ${account}`)).toMatchObject({ balance: 5, charged: 1, refunded: 1 });
  await expect(admin(`settle ${id} --as delivered`)).rejects.toThrow('only an "indeterminate" message can be settled');
});
