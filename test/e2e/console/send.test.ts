import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type ApiClient, apiClient } from '../../support/clients/api-client.ts';
import { startBrowser } from '../../support/clients/browser.ts';
import { expectAccessible, expectToFit, goTo, openConsole, screenshots } from '../../support/clients/console.ts';
import { accountsOf } from '../../support/stack/accounts.ts';

const { url } = inject('stack');
const accounts = accountsOf(inject('stack'));

/** Code, another direction of writing, and ten segments. */
const hostile = `<img src=x onerror="alert(1)"> \u202e שלום ${'x'.repeat(580)}`;

let browser: Browser;
let apiKey: string;
let request: ApiClient;
let page: Page;

beforeAll(async () => {
  [browser, { apiKey }] = await Promise.all([startBrowser(), accounts.addAccount('Shop <b>one</b>')]);
  request = apiClient(url, apiKey);
});
afterAll(async () => {
  await browser?.close();
  accounts.stop();
});

const field = (name: string) => page.getByLabel(name, { exact: true });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const said = (text: string | RegExp) => page.getByText(text).first().waitFor();

const sentWith = async (reference: string) => {
  const { body } = await request(`GET /v1/messages?reference=${reference}`);
  return body.messages;
};

const isDryRun = (address: URL) => address.searchParams.has('dryRun');

test('one pastes who gets it, sees who does not and why, and sends it once, also while it cannot be checked', async () => {
  let dryRuns = 0;
  let isBusy = false;
  page = await openConsole(browser, {
    url,
    apiKey,
    at: '#/send',
    context: { timezoneId: 'America/New_York' },
    prepare: (opened) =>
      opened.route(isDryRun, (route) => {
        dryRuns += 1;
        return isBusy ? route.fulfill({ status: 429, json: { message: 'Too Many Requests' } }) : route.fallback();
      }),
  });

  await field('Recipients').fill('Anna <079 123 45 67>; +41 79 123 45 68\n<img src=x onerror=alert(1)>\nnobody');
  await said('2 get it');
  const before = dryRuns;
  await field('Text').pressSequentially('We are closed today. We open tomorrow ’');
  await said(/UCS-2: one SMS/);
  expect(dryRuns - before).toBeLessThanOrEqual(3);
  await page.getByLabel('Replace typographic characters').check();
  await said(/GSM-7: one SMS/);
  await expectAccessible(page);
  await expectToFit(page);
  await screenshots(page, 'send');

  await button('Send').click();
  await page.getByRole('dialog', { name: 'Send to 2 recipients?' }).getByRole('button', { name: 'Cancel' }).click();
  await button('Remove these 2').click();
  await page.getByText('More options').click();
  await field('Reference').fill('pasted');
  await field('Send at').fill('2099-01-01T18:00');
  await said('In Zurich: Friday, 2 January 2099 at 00:00');
  await said(/more than 366 days ahead/);
  await field('Send at').fill('');
  await button('Send').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).dblclick();
  await page.getByRole('heading', { name: '2 messages recorded' }).waitFor();
  await expectAccessible(page);
  expect(await sentWith('pasted')).toHaveLength(2);
  expect(await page.evaluate('sessionStorage.getItem("textgate-drafts")')).not.toContain('pasted');

  // A check that fails keeps nobody from sending; what is refused is told where it can be mended.
  isBusy = true;
  await button('Write another').click();
  await page.keyboard.type('+41791234567');
  await said('You can still send.');
  await button('Send').click();
  await said('The text is empty.');
  await page.keyboard.type('Hello');
  await button('Send').click();
  await page.getByRole('heading', { name: '1 message recorded' }).waitFor();
});

test('what was sent without an answer is sent once, though the page is loaded again and the button pressed again', async () => {
  let isLost = true;
  const isCarriedOut = Promise.withResolvers<void>();
  page = await openConsole(browser, {
    url,
    apiKey,
    at: '#/send?to=%2B41791234567',
    prepare: (opened) =>
      opened.route('**/v1/messages', async (route: Route) => {
        if (!isLost || route.request().method() !== 'POST') return route.fallback();
        isLost = false;
        await route.fetch();
        isCarriedOut.resolve();
      }),
  });
  await field('Text').fill(hostile);
  await page.getByText('More options').click();
  await field('Reference').fill('lost');
  await button('Send').dblclick();
  await isCarriedOut.promise;
  await page.reload();
  await said('The page was closed before the answer came.');
  expect(await field('Text').isDisabled()).toBe(true);
  expect(await field('Text').inputValue()).toBe(hostile);
  await expectAccessible(page);
  await screenshots(page, 'send-unknown');

  await button('Repeat the request').dblclick();
  await page.getByRole('heading', { name: '1 message recorded' }).waitFor();

  const sent = await sentWith('lost');
  expect(sent).toHaveLength(1);
  await goTo(page, '#/messages');
  await goTo(page, `#/send?again=${sent[0].id}`);
  await said('This is a new message');
  expect(await field('Recipients').inputValue()).toBe('+41791234567');
  expect(await field('Text').inputValue()).toBe(hostile);

  // Who signs out leaves nothing, also where an answer comes after that; and is told that it was awaited.
  const isSignedOut = Promise.withResolvers<void>();
  await page.route('**/v1/messages', async (route: Route) => {
    await isSignedOut.promise;
    await route.fulfill({ status: 202, json: { messages: [], rejected: [] } });
  });
  await button('Send').click();
  await said('Sending');
  await page.getByRole('button', { name: 'Account:' }).click();
  await button('Sign out').click();
  isSignedOut.resolve();
  await page.waitForResponse('**/v1/messages');
  await page.getByLabel('API key').waitFor();
  await said('Check whether it was carried out');
  expect(await page.evaluate('Object.keys(sessionStorage)')).toEqual([]);
});
