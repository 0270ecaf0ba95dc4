import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * `throttle`: refused without effect. `lose_answer`: carried out, then the connection is reset. `landsAfter`: the
 * connection is reset, and the request is carried out so many milliseconds later.
 */
type Disturbance = 'throttle' | 'lose_answer' | { readonly landsAfter: number } | undefined;

/** Decides how to disturb the next request for an operation, such as `BatchExecuteStatement`. */
type Disturb = (operation: string) => Disturbance;

const throttled = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException',
  message: 'Rate of requests exceeds the allowed throughput.',
});

/** A proxy in front of the emulator's DynamoDB that disturbs requests. */
export const disturbedDynamoDb = async (emulatorUrl: string) => {
  let disturb: Disturb = () => undefined;
  const operations: string[] = [];

  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace(/^.*\./, '');
    operations.push(operation);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const disturbance = disturb(operation);
    if (disturbance === 'throttle') {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(throttled);
      return;
    }
    if (typeof disturbance === 'object') {
      request.socket.resetAndDestroy();
      await sleep(disturbance.landsAfter);
    }
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (!/^(host|connection|content-length|expect)$/.test(name)) headers.set(name, String(value));
    }
    const answer = await fetch(emulatorUrl, { method: 'POST', headers, body: Buffer.concat(chunks) });
    const body = Buffer.from(await answer.arrayBuffer());
    if (typeof disturbance === 'object') return;
    if (disturbance === 'lose_answer') {
      request.socket.resetAndDestroy();
      return;
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** The operations that were requested, in order. */
    operations,
    disturb: (how: Disturb) => {
      disturb = how;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
};
