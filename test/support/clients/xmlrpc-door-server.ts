import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { http } from '../../../functions/http/http.ts';
import { createUpstreamClient } from '../../../functions/upstream/client.ts';
import { createUpstream } from '../../../functions/upstream/upstream.ts';
import { createDispatch } from '../../../functions/xmlrpc-door/dispatch.ts';
import { serveXmlRpc } from '../../../functions/xmlrpc-door/endpoint.ts';
import { createMethods } from '../../../functions/xmlrpc-door/methods.ts';
import { demoAccount } from '../../../infra/local/simulator/accounts.ts';
import { memoryCalls } from '../fakes/memory-calls.ts';
import { memoryOpen } from '../fakes/memory-open.ts';
import { memoryQuota } from '../fakes/memory-quota.ts';
import { memoryStates } from '../fakes/memory-states.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { memorySuppressions } from '../fakes/memory-suppressions.ts';
import { rules } from '../model/messages.ts';
import { aService } from '../model/service.ts';
import { aContext, anAccount, aRestEvent } from './api-events.ts';

export const xmlRpcLogin = { user: 'myuser', password: 'mypass-1234' } as const;

/**
 * The XML-RPC door over a simulated gateway, behind a server that converts requests to events as API Gateway's REST API
 * does.
 */
export const startXmlRpcServer = async (gatewayUrl: string) => {
  const account = anAccount();
  const client = createUpstreamClient({ url: gatewayUrl, credentials: async () => demoAccount });
  const upstream = createUpstream(client);
  const store = memoryStore();
  const clock = () => new Date();
  const { send, cancel, refresh } = aService({
    store,
    calls: memoryCalls(),
    upstream,
    open: memoryOpen(store),
    states: memoryStates(),
    quota: memoryQuota(),
    suppressions: memorySuppressions(),
    clock,
    pause,
    newAttempt: randomUUID,
    log: { indeterminate: () => {}, postponed: () => {}, unrecorded: () => {} },
    onFailure: () => {},
  });
  const methods = createMethods({
    store,
    refresh,
    clock,
    send,
    cancel,
    rules: () => rules,
    defaultSender: 'textobox.ch',
    creditsOf: async () => undefined,
    upstream: client,
  });
  const dispatch = createDispatch(methods, async ({ user, password }) =>
    user === xmlRpcLogin.user && password === xmlRpcLogin.password ? account : undefined,
  );
  const handler = http(serveXmlRpc(() => dispatch));

  const server = createServer((request, response) => {
    void eventOf(request)
      .then((event) => handler(event, aContext()))
      .then(({ statusCode = 500, headers = {}, body }) => {
        response.writeHead(statusCode, headers as Record<string, string>).end(body);
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/api2/`,
    account,
    store,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const eventOf = async (request: IncomingMessage): Promise<APIGatewayProxyEvent> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return aRestEvent(request.method ?? '', Buffer.concat(chunks), headers);
};
