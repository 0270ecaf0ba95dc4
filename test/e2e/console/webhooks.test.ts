import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { type ApiClient, apiClient } from '../../support/clients/api-client.ts';
import { startBrowser } from '../../support/clients/browser.ts';
import { expectAccessible, expectToFit, openConsole, screenshots } from '../../support/clients/console.ts';
import { type Receiver, startReceiver } from '../../support/clients/receiver.ts';
import { accountsOf } from '../../support/stack/accounts.ts';

const { url } = inject('stack');
const accounts = accountsOf(inject('stack'));

/** What a receiver may say to do harm: code, another direction of writing, and no end. */
const hostile = `<script>alert(1)</script><img src=x onerror=alert(2)>\u202e שלום ${'x'.repeat(600)}`;

let browser: Browser;
let receiver: Receiver;
/** Takes the first status of a message, and fails all others. */
let shop: { readonly account: string; readonly apiKey: string };
let request: ApiClient;
let webhook: string;

beforeAll(async () => {
  [browser, receiver, shop] = await Promise.all([
    startBrowser(),
    startReceiver({
      plan: ({ body }) => {
        const { type } = JSON.parse(body);
        return type === 'message.submitting' ? { status: 200 } : { status: 500, body: hostile };
      },
    }),
    accounts.addAccount('Shop <b>one</b>'),
  ]);
  request = apiClient(url, shop.apiKey);
  const json = {
    url: receiver.url,
    events: ['message.submitting', 'message.queued'],
    description: hostile.slice(0, 200),
  };
  webhook = (await request('POST /v1/webhooks', { json })).body.id;
  await request('POST /v1/messages', { json: { to: '+41791234567', text: 'Hello' } });
});
afterAll(async () => {
  await browser?.close();
  await receiver?.stop();
  accounts.stop();
});

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('a webhook is added once, and its secret is shown once, though the first answer was lost and the page loaded again', async () => {
  const { apiKey } = await accounts.addAccount('Till');
  let posts = 0;
  const isMade = Promise.withResolvers<void>();
  const page = await openConsole(browser, {
    url,
    apiKey,
    at: '#/webhooks/new',
    prepare: (opened) =>
      opened.route('**/v1/webhooks', async (route) => {
        if (route.request().method() !== 'POST') return route.fallback();
        posts += 1;
        if (posts !== 2) return route.fallback();
        await route.fetch();
        isMade.resolve();
      }),
  });
  await page.getByLabel('Address').fill('https://10.0.0.1/news');
  await button(page, 'Add').click();
  await page.getByText('The address is not on the public internet').waitFor();
  expect(await page.getByLabel('Address').evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);
  await expectAccessible(page);

  await page.getByLabel('Address').fill(receiver.url);
  await page.getByLabel('Every status of a message').uncheck();
  await page.getByLabel('Failed').check();
  await page.getByLabel('Credits run low').check();
  await expectToFit(page);
  await button(page, 'Add').click();
  await isMade.promise;
  await page.reload();
  await page.getByText('does not add a second webhook').waitFor();
  await button(page, 'Add').dblclick();
  const secret = await page.getByText(/^whsec_/).innerText();

  const kept = () => page.evaluate('[location.href, document.title, ...Object.values(sessionStorage)].join()');
  expect(await kept()).not.toContain(secret);
  await button(page, 'I have kept it').click();
  await page.getByRole('heading', { name: receiver.url }).waitFor();
  expect(await page.content()).not.toContain(secret);
  expect(await kept()).not.toContain(receiver.url);
  const { body } = await apiClient(url, apiKey)('GET /v1/webhooks');
  expect(body.webhooks).toMatchObject([{ url: receiver.url, events: ['message.failed', 'credits.low'] }]);
});

test('whoever may only read sees webhooks and deliveries, also of a slow API, until the key is valid no more', async () => {
  const { apiKey } = await accounts.addKey(shop.account, ['webhooks:read']);
  let isSlow = true;
  let isValid = true;
  const page = await openConsole(browser, {
    url,
    apiKey,
    at: '#/webhooks',
    prepare: (opened) =>
      opened.route('**/v1/webhooks**', async (route) => {
        if (!isValid) return route.fulfill({ status: 401 });
        if (isSlow) await setTimeout(600);
        isSlow = false;
        return route.fallback();
      }),
  });
  await page.getByText('Loading …').waitFor();
  await page.getByRole('link', { name: receiver.url }).waitFor();
  await screenshots(page, 'webhooks');
  await page.getByRole('link', { name: receiver.url }).click();

  await page.getByText('HTTP 500.').first().waitFor();
  expect(await page.locator('main').getByRole('button').allTextContents()).toEqual(['Copy Id']);
  expect(await page.getByRole('link', { name: 'Show the message' }).count()).toBe(0);

  isValid = false;
  await page.getByRole('link', { name: 'Failed' }).click();
  await page.getByText('is not valid any more').waitFor();
});

test('a webhook is tested, told again what it was told, changed, and deleted; what its receiver says stays a text', async () => {
  const page = await openConsole(browser, { url, apiKey: shop.apiKey, at: `#/webhooks/${webhook}` });
  await page.getByText('Failing').waitFor();

  await button(page, 'Test now').click();
  const tested = page.locator('.tested');
  await tested.getByText('The receiver did not accept it').waitFor();
  expect(await tested.innerText()).toContain('<img src=x onerror=alert(2)>');

  const deliveries = page.getByRole('region', { name: 'Deliveries' });
  await deliveries.getByText('HTTP 500.').first().waitFor();
  await expectAccessible(page);
  await expectToFit(page);
  await screenshots(page, 'webhook');
  await deliveries.getByRole('link', { name: 'Delivered' }).click();
  await page.getByText('Answered 200').waitFor();
  // None has failed for good: they wait for their next attempts.
  expect(await button(page, 'Redeliver failed …').count()).toBe(0);
  expect(page.url()).toMatch(/\?status=delivered$/);
  await deliveries.getByRole('button', { name: 'Deliver again' }).click();
  const times = () => receiver.arrivals.filter(({ body }) => body.includes('message.submitting')).length;
  await vi.waitFor(() => expect(times()).toBe(2), 5_000);

  await button(page, 'Rotate the secret').click();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Rotate the secret' }).click();
  await page.getByText(/^whsec_/).waitFor();
  await button(page, 'I have kept it').click();
  await button(page, 'Change').click();
  await page.getByLabel('Description').fill('Of the till');
  await button(page, 'Save').click();
  await page.getByText('Of the till').waitFor();

  await button(page, 'Delete').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('There are no webhooks yet.').waitFor();
  expect((await request('GET /v1/webhooks')).body.webhooks).toEqual([]);
});
