import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Account, Statistics } from '../../../functions/client/index.ts';
import { apiClient } from '../../support/clients/api-client.ts';
import { startBrowser } from '../../support/clients/browser.ts';
import { expectAccessible, expectToFit, goTo, openConsole, screenshots } from '../../support/clients/console.ts';
import { accountsOf } from '../../support/stack/accounts.ts';

const { url } = inject('stack');
const accounts = accountsOf(inject('stack'));

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  accounts.stop();
});

const hour = 3_600_000;
const none = { messages: 0, open: 0, delivered: 0, failed: 0, expired: 0, canceled: 0, indeterminate: 0 };

/** What the API says where each hour has the same. */
const statisticsOf = (asked: string, each: Partial<typeof none>): Statistics => {
  const from = Math.floor(Date.parse(new URL(asked).searchParams.get('from') ?? '') / hour) * hour;
  const starts = Array.from({ length: Math.ceil((Date.now() - from) / hour) }, (_, index) => from + index * hour);
  const counts = { ...none, ...each };
  const messages = Object.values(counts).reduce((total, one) => total + one, 0);
  const figures = (times: number) => ({
    messages: messages * times,
    open: counts.open * times,
    delivered: counts.delivered * times,
    failed: counts.failed * times,
    expired: counts.expired * times,
    canceled: counts.canceled * times,
    indeterminate: counts.indeterminate * times,
    deliveryRate: messages === 0 ? null : 0.99999,
    medianDeliverySeconds: messages === 0 ? null : 4.23,
  });
  return {
    by: 'hour',
    from: new Date(from).toISOString(),
    until: new Date(from + starts.length * hour).toISOString(),
    periods: starts.map((start) => ({ start: new Date(start).toISOString(), ...figures(1) })),
    total: figures(starts.length),
  };
};

const account: Account = {
  id: 'acc_1',
  name: 'Shop',
  groupId: 'group',
  credits: -3,
  gateway: { available: false, authenticated: null, credits: null, status: null, groupId: null },
};

const answer = (route: Route, json: unknown) => route.fulfill({ json });

/** The element that a screen reader knows by its role and name. */
const chart = (page: Page, name: RegExp) => page.getByRole('img', { name });

test('the overview tells how to begin, and then draws the first message', async () => {
  const { apiKey } = await accounts.addAccount('New <b>shop</b>');
  const request = apiClient(url, apiKey);
  await request('POST /v1/messages', { json: { to: '+41791234567', text: 'Hello' } });
  const page = await openConsole(browser, {
    url,
    apiKey,
    at: '#/account',
    prepare: async (page) => {
      await page.route('**/v1/statistics*', (route) => answer(route, statisticsOf(route.request().url(), {})));
    },
  });
  await goTo(page, '#/overview');
  await page.getByText('No messages in the last 7 days').waitFor();
  await page.getByText('Reachable').waitFor();
  await expectAccessible(page);
  await screenshots(page, 'overview-empty');
  const counted = async () => (await request('GET /v1/statistics?by=hour')).body;
  await expect.poll(counted, { timeout: 30_000, interval: 200 }).toMatchObject({ total: { messages: 1 } });
  await page.unrouteAll();

  await goTo(page, '#/account');
  await goTo(page, '#/overview');

  await chart(page, /^Today, by the hour: 1 message\./).waitFor();
  await chart(page, /^Last 7 days: 1 message\./).waitFor();
  expect(
    await chart(page, /^Today/)
      .locator('rect[class^=kind]')
      .count(),
  ).toBe(1);
});

test('the overview draws millions, says first what needs a hand, and leads to the messages', async () => {
  const { apiKey } = await accounts.addAccount('Shop', ['messages:read', 'account:read']);
  const millions = { delivered: 98_765, open: 1_200, canceled: 900, expired: 400, failed: 1, indeterminate: 1 };
  let isDown = false;
  const page = await openConsole(browser, {
    url,
    apiKey,
    prepare: async (page) => {
      await page.route('**/v1/account', (route) => answer(route, account));
      await page.route('**/v1/statistics*', (route) =>
        isDown
          ? route.fulfill({ status: 400, json: {} })
          : answer(route, statisticsOf(route.request().url(), millions)),
      );
    },
  });

  await page.getByText('The SMS gateway does not answer.').waitFor();
  await page.getByText('The account’s credits are used up').waitFor();
  const state = page.getByRole('region', { name: 'Needs your attention' });
  expect(await state.innerText()).toMatch(/The SMS gateway does not answer\..*Credits\n/s);
  await chart(page, /^Today, by the hour: .* most: /is).waitFor();
  expect(await page.getByRole('row', { name: 'Delivery rate' }).textContent()).toContain('99.9%');
  // One failure of an hour is seen beside a hundred thousand.
  const bars = await chart(page, /^Today/)
    .locator('rect.kind-failed')
    .all();
  expect(bars.length).toBeGreaterThan(0);
  expect(Number(await bars[0]?.getAttribute('height'))).toBeGreaterThanOrEqual(2);
  await expectAccessible(page);
  await expectToFit(page);
  await screenshots(page, 'overview');
  await page.getByText('Messages are counted by when they were created').scrollIntoViewIfNeeded();
  expect((await page.getByRole('link', { name: 'Overview' }).boundingBox())?.y, 'the navigation').toBeGreaterThan(0);
  const failed = page.getByRole('link', { name: 'Failed today' });
  expect(await failed.getAttribute('href')).toMatch(/^#\/messages\?status=failed&from=\d{4}-\d\d-\d\dT/);

  isDown = true;
  await goTo(page, '#/account');
  await goTo(page, '#/overview');
  await page.getByText('The figures could not be loaded').waitFor();
});

test('the account tells who one is, and what the key may do', async () => {
  const { account, id, apiKey } = await accounts.addAccount('مخبز <img src=x onerror=alert(1)>', ['suppressions:read']);
  const page = await openConsole(browser, { url, apiKey, at: '#/account' });

  await page.getByText(account).waitFor();
  await page.locator('main').getByText(id, { exact: true }).waitFor();
  await page.getByText('It may not: send messages').waitFor();
  await page.getByText('Your key does not allow you to see the account’s credits').waitFor();
  await expectAccessible(page);
  await screenshots(page, 'account');

  await goTo(page, '#/suppressions');
  await page.getByText('Your key allows you to see the list, but not to change it.').waitFor();
  expect(await page.getByRole('heading', { name: 'Add a number' }).count()).toBe(0);
});

test('a number is suppressed, found and lifted, as people write it', async () => {
  const { apiKey } = await accounts.addAccount('Shop');
  const request = apiClient(url, apiKey);
  const scheduledAt = new Date(Date.now() + 24 * hour).toISOString();
  const sent = await request('POST /v1/messages', { json: { to: '+41791234567', text: 'Later', scheduledAt } });
  const page = await openConsole(browser, { url, apiKey, at: '#/suppressions' });
  const [lookUp, add, list] = ['Is a number on the list?', 'Add a number', 'The list'].map((name) =>
    page.locator('.card').filter({ has: page.getByRole('heading', { name, exact: true }) }),
  );
  await page.getByText('No number is on the list.').waitFor();

  await add?.getByLabel('Phone number').fill('12');
  await add?.getByRole('button').click();
  await add?.getByText('too short').waitFor();
  await add?.getByLabel('Phone number').fill('079/123 45 67');
  await add?.getByLabel('Reason').fill('<img src=x onerror=alert(1)> \u202e לא עוד');
  await add?.getByRole('button').click();

  await add?.getByText('1 message to it cancelled:').waitFor();
  await add?.getByRole('link', { name: sent.body.messages[0].id }).waitFor();
  await list?.getByRole('cell', { name: '+41 79 123 45 67', exact: true }).waitFor();
  await lookUp?.getByLabel('Phone number').fill('0041791234567');
  await lookUp?.getByRole('button').click();
  await lookUp?.getByText('It is on the list').waitFor();
  await expectAccessible(page);
  await expectToFit(page);
  await screenshots(page, 'suppressions');

  await list?.getByRole('button', { name: 'Lift +41 79 123 45 67' }).click();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Send to it again' }).click();
  await list?.getByText('is off the list').waitFor();
  await list?.getByText('No number is on the list.').waitFor();
  await expect.poll(() => add?.getByText('It is on the list').count()).toBe(0);
  expect((await request('GET /v1/suppressions')).body.suppressions).toEqual([]);
});
