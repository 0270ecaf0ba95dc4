import { afterAll, beforeAll, expect, test } from 'vitest';
import { getAccount } from '../../../functions/api/account.ts';
import { cancelMessage } from '../../../functions/api/cancel.ts';
import { normalizeNumber } from '../../../functions/api/numbers.ts';
import { getMessage } from '../../../functions/api/query.ts';
import { routeKey } from '../../../functions/contract/route.ts';
import type { Endpoint } from '../../../functions/http/endpoint.ts';
import { createCancel } from '../../../functions/messages/cancel.ts';
import { createRefresh } from '../../../functions/messages/refresh.ts';
import { createUpstreamClient } from '../../../functions/upstream/client.ts';
import { createUpstream } from '../../../functions/upstream/upstream.ts';
import { demoAccount } from '../../../infra/local/simulator/accounts.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import { aPrincipal, serving } from '../../support/clients/api-events.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { aMessage, rules } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

let simulated: Simulator;
beforeAll(async () => {
  simulated = await startSimulator();
  simulated.setFault({ fault: 'stall' });
});
afterAll(() => simulated.close());

/** The parts as in a Lambda, with the limits that they have there. */
const parts = () => {
  const client = createUpstreamClient({ url: simulated.url, credentials: async () => demoAccount });
  const store = memoryStore([message]);
  const ports = { store, upstream: createUpstream(client), clock: () => new Date() };
  const refresh = createRefresh(ports);
  return { store, client, refresh, cancel: createCancel({ ...ports, refresh }) };
};

const message = aMessage({ status: 'scheduled', upstreamId: 'gw1', version: 2 });

/** What the function may take; the gateway is given 5 s of it. */
const time = 12_000;

const serve = async (endpoint: Endpoint, request: Parameters<ReturnType<typeof serving>>[0]) => {
  const started = performance.now();
  const { status } = await serving(endpoint, aPrincipal(), time)(request);
  return { route: routeKey(endpoint.route), status, isInTime: performance.now() - started < time };
};

test('whoever asks a gateway that stalls is answered before the function has to end', async () => {
  const made = parts();
  const path = { id: message.id };

  const answers = await Promise.all([
    serve(getAccount({ creditsOf: async () => undefined, upstream: made.client }), {}),
    serve(normalizeNumber({ upstream: made.client, rules: () => rules }), {
      json: { number: '0791234567' },
    }),
    serve(getMessage(made), { path, query: { refresh: 'true' } }),
    serve(cancelMessage(made), { path }),
  ]);

  expect(answers).toEqual([
    { route: 'GET /v1/account', status: 200, isInTime: true },
    { route: 'POST /v1/numbers/normalize', status: 200, isInTime: true },
    { route: 'GET /v1/messages/{id}', status: 503, isInTime: true },
    { route: 'POST /v1/messages/{id}/cancel', status: 503, isInTime: true },
  ]);
});
