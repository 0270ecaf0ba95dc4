import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startBrowser } from '../support/clients/browser.ts';

const { url, apiKey } = inject('stack');
const pageOrigin = inject('pageOrigin');

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
  page = await browser.newPage();
  await page.route('http://localhost:*/', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
  );
});
afterAll(() => browser?.close());

interface Asked {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** What a page of an origin reads of the answer; `undefined`: the browser keeps it from the page. */
const asking = async (origin: string, { path, ...init }: Asked) => {
  await page.goto(`${origin}/`);
  const answer = await page.evaluate(
    async ([address, request]) => {
      const answer = await fetch(address, request).catch(() => undefined);
      return (
        answer && { status: answer.status, headers: Object.fromEntries(answer.headers), text: await answer.text() }
      );
    },
    [url + path, init] as const,
  );
  return answer && { ...answer, body: JSON.parse(answer.text) };
};

const authorization = `Bearer ${apiKey}`;
const send: Asked = {
  path: '/v1/messages',
  method: 'POST',
  headers: { authorization, 'content-type': 'application/json', 'idempotency-key': 'from-a-page' },
  body: JSON.stringify({ to: '+41791234567', text: 'From a page' }),
};

test('a page of an origin in the settings sends, and reads the answer with its headers', async () => {
  const sent = await asking(pageOrigin, send);
  const again = await asking(pageOrigin, send);

  expect(sent).toMatchObject({ status: 202, headers: { 'apigw-requestid': expect.any(String) } });
  expect(again?.headers).toMatchObject({ 'idempotent-replayed': 'true' });
  expect(again?.body.messages).toMatchObject([{ id: sent?.body.messages[0].id }]);
});

test('it reads what it is refused, by any method', async () => {
  const headers = { authorization: 'Bearer none' };

  for (const method of ['GET', 'PATCH', 'DELETE']) {
    const answer = await asking(pageOrigin, { path: '/v1/webhooks/wh_none', method, headers });

    expect(answer).toMatchObject({ status: 401, body: { type: 'urn:textgate:problem:unauthenticated' } });
  }
});

test('a page of another origin is kept from it, and every page from the XML-RPC interface', async () => {
  const call = { path: '/api2/', method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<methodCall/>' };

  expect(await asking('http://localhost:5174', send)).toBeUndefined();
  expect(await asking(pageOrigin, call)).toBeUndefined();
});
