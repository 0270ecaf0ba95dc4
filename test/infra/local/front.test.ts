import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startFront } from '../../../infra/local/front.ts';

const running: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop();
});

/** A front with a server behind it that stands in for the emulator. Both stop with the test. */
async function frontBefore(answer: RequestListener) {
  const emulator = createServer(answer).listen(0, '127.0.0.1');
  await once(emulator, 'listening');
  running.push(() => {
    emulator.close();
    emulator.closeAllConnections();
  });
  const { port } = emulator.address() as AddressInfo;
  const apiUrl = 'https://abcd1234.execute-api.eu-central-2.amazonaws.com/';
  const xmlRpcUrl = 'https://wxyz9876.execute-api.eu-central-2.amazonaws.com/api2/';
  const front = await startFront({ port: 0, emulatorUrl: `http://127.0.0.1:${port}`, apiUrl, xmlRpcUrl });
  running.push(front.stop);
  return { url: front.url, port };
}

describe('the front', () => {
  it.each([
    ['', 'abcd1234'],
    ['/v1/messages?limit=1', 'abcd1234'],
    ['/api2x', 'abcd1234'],
    ['/api2/', 'wxyz9876'],
    ['/api2', 'wxyz9876'],
    ['/api2?x', 'wxyz9876'],
  ])("asks for %j by its API's name, whatever the caller's Host header", async (path, name) => {
    const { url, port } = await frontBefore((request, response) => response.end(request.headers.host));

    const response = await fetch(`${url}${path}`);

    expect(await response.text()).toBe(`${name}.execute-api.localhost:${port}`);
  });

  it('takes a slash off the address of a page, which AWS has no route for, and the emulator takes for none', async () => {
    const { url } = await frontBefore((_, response) => response.end());

    const response = await fetch(`${url}/console/`, { redirect: 'manual' });

    expect([response.status, response.headers.get('location')]).toEqual([308, '../console']);
  });

  it('passes bytes through unchanged, both ways', async () => {
    const { url } = await frontBefore((request, response) => request.pipe(response));
    const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index % 256);

    const response = await fetch(url, { method: 'POST', body: bytes });

    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });

  it('passes method, path, query, status and repeated headers through', async () => {
    const { url } = await frontBefore((request, response) => {
      response.writeHead(418, ['X-Seen', `${request.method} ${request.url}`, 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2']);
      response.end();
    });

    const response = await fetch(`${url}/v1/messages?to=%2B41`, { method: 'DELETE' });

    expect(response.status).toBe(418);
    expect(response.headers.get('x-seen')).toBe('DELETE /v1/messages?to=%2B41');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it("keeps the function's content type when the emulator put one of its own before", async () => {
    const { url } = await frontBefore((_request, response) => {
      response.writeHead(200, ['Content-Type', 'application/json', 'content-type', 'application/problem+json']);
      response.end();
    });

    const response = await fetch(url);

    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('answers 502 when the emulator breaks off', async () => {
    const { url } = await frontBefore((request) => request.socket.destroy());

    const response = await fetch(url);

    expect(response.status).toBe(502);
  });
});
