import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startBrowser } from '../../support/clients/browser.ts';
import {
  expectAccessible,
  expectToFit,
  goTo,
  openConsole,
  screenshots,
  signIn,
} from '../../support/clients/console.ts';
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

/** Where the keyboard is: the text, or the name, of the element. */
const focused = (page: Page) =>
  page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.innerText');
const hash = (page: Page) => new URL(page.url()).hash;
const storage = (page: Page) =>
  page.evaluate<{ local: number; cookie: string; tab: string }>(
    '({ local: localStorage.length, cookie: document.cookie, tab: Object.values(sessionStorage).join() })',
  );

test('one signs in with a key alone, and the key goes nowhere but to the API', async () => {
  const { apiKey } = await accounts.addAccount('Bäckerei <b>Müller</b>', ['messages:send']);
  const keys: (string | null)[] = [];
  const page = await openConsole(browser, {
    url,
    prepare: async (page) => {
      await page.clock.install();
      page.on('request', async (request) => {
        expect(request.url()).not.toContain('textgate_');
        keys.push(await request.headerValue('authorization'));
      });
    },
  });
  await expectAccessible(page);
  await expectToFit(page);
  await screenshots(page, 'sign-in');

  const submit = page.getByRole('button', { name: 'Sign in' });
  await page.getByLabel('API key').fill('my password');
  await submit.click();
  await page.getByRole('alert').getByText('This is not an API key').waitFor();
  expect(keys.filter(Boolean)).toEqual([]);

  await page.getByLabel('API key').fill(apiKey.replace(/.{6}$/, 'aaaaaa'));
  await submit.click();
  await page.getByRole('alert').getByText('not valid').waitFor();
  expect(await focused(page)).toBe('Sign in');

  await page.route('**/v1/key', (route) => route.abort());
  await page.getByLabel('API key').fill(apiKey);
  await submit.click();
  await page.getByRole('button', { name: 'Signing in' }).waitFor();
  await page.clock.fastForward(2_000);
  await page.clock.fastForward(2_000);
  await page.getByRole('alert').getByText('no connection').waitFor();
  await page.unroute('**/v1/key');

  await signIn(page, ` ${apiKey}\n`);
  const links = page.getByRole('navigation').getByRole('link');
  expect(await links.allTextContents()).toEqual(['Send', 'Account', 'API reference']);
  await page.getByRole('button', { name: 'Account: Bäckerei <b>Müller</b>' }).waitFor();
  expect(await storage(page)).toEqual({ local: 0, cookie: '', tab: expect.stringContaining(apiKey) });
  await goTo(page, '#/messages');
  await page.getByText('Your key does not allow this.').waitFor();
});

test('the keyboard goes from page to page, and a page that fails leaves the others', async () => {
  const { apiKey } = await accounts.addAccount('Shop');
  const page = await openConsole(browser, {
    url,
    apiKey,
    at: '#/account',
    mayComplainOf: /Invalid time value|of undefined/,
  });
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
  expect(await page.title()).toBe('Account – textgate');
  expect(await focused(page)).toBe('Account');
  await expectAccessible(page);
  await screenshots(page, 'shell');

  await page.getByRole('link', { name: 'Suppressions' }).press('Enter');
  // The link is called so, too.
  await expect.poll(() => page.title()).toBe('Suppressions – textgate');
  await expect.poll(() => focused(page)).toBe('Suppressions');
  await page.getByRole('button', { name: 'Skip to content' }).press('Enter');
  expect(await focused(page)).toBe('Suppressions');

  await page.route('**/v1/messages?*', (route) =>
    route.fulfill({ json: { messages: [{ id: 'msg_1' }], cursor: null } }),
  );
  await goTo(page, '#/messages');
  await page.getByRole('alert').getByText('This page does not work').waitFor();
  await page.unroute('**/v1/messages?*');
  await goTo(page, '#/messages?status=failed');
  await page.getByText('No message matches this search').waitFor();
  await goTo(page, '#/nowhere');
  await page.getByRole('heading', { name: 'There is no such page.' }).waitFor();
  await page.getByRole('link', { name: 'Go to the start page' }).click();
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
});

test('of several keys one is used, each is signed out of by itself, and one that is revoked goes', async () => {
  const [shop, bank] = [await accounts.addAccount('Shop'), await accounts.addAccount('البنك')];
  const page = await openConsole(browser, { url, apiKey: shop.apiKey, at: '#/messages?reference=of-the-shop' });
  const menu = page.getByRole('button', { name: 'Account:' });
  const choose = async (name: string) => {
    await menu.click();
    await page.getByRole('button', { name, exact: false }).click();
  };

  await menu.press('Enter');
  await expectAccessible(page);
  await page.getByText('Use another key').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Use another key').waitFor({ state: 'hidden' });
  expect(await focused(page)).toBe('Account: Shop');

  await choose('Use another key');
  const late = Promise.withResolvers<void>();
  await page.route('**/v1/key', async (route) => {
    await late.promise;
    await route.continue().catch(() => {});
  });
  await page.getByLabel('API key').fill(bank.apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  late.resolve();
  await page.unroute('**/v1/key');
  await page.getByRole('button', { name: 'Account: Shop' }).waitFor();
  expect((await storage(page)).tab).not.toContain(bank.apiKey);

  await choose('Use another key');
  await signIn(page, bank.apiKey);
  await page.getByRole('button', { name: 'Account: البنك' }).waitFor();
  expect(hash(page)).toBe('#/messages');
  await choose('Switch to Shop');
  await page.getByRole('button', { name: 'Account: Shop' }).waitFor();

  await page.route('**/v1/**', async (route) => {
    const isOfShop = (await route.request().headerValue('authorization'))?.includes(shop.apiKey);
    if (isOfShop) await route.fulfill({ status: 401, json: {} });
    else await route.continue();
  });
  await page.getByRole('button', { name: 'Account: البنك' }).waitFor();
  await page.getByText('The key of Shop is not valid any more').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByText('The key of Shop').waitFor({ state: 'hidden' });

  await choose('Sign out');
  await page.getByLabel('API key').waitFor();
  expect(await storage(page)).toEqual({ local: 0, cookie: '', tab: '' });

  // Going back from another page brings this one as it was left, whoever has signed out meanwhile.
  await signIn(page, bank.apiKey);
  await page.evaluate(`sessionStorage.clear(); dispatchEvent(new Event('focus'))`);
  await page.getByLabel('API key').waitFor();
  await signIn(page, bank.apiKey);
  await page.evaluate(
    `sessionStorage.clear(); dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))`,
  );
  await page.getByLabel('API key').waitFor();
  expect(await storage(page)).toEqual({ local: 0, cookie: '', tab: '' });
});

test('whoever does nothing for half an hour is signed out, and goes on where they were', async () => {
  const { apiKey } = await accounts.addAccount('Shop');
  const page = await openConsole(browser, {
    url,
    apiKey,
    at: '#/account',
    prepare: (page) => page.clock.install(),
  });
  const isSignedIn = async () => (await page.getByRole('navigation').count()) === 1;

  await page.clock.fastForward('29:00');
  await page.keyboard.press('Shift');
  await page.clock.fastForward('29:30');
  expect(await isSignedIn()).toBe(true);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();

  await page.clock.setSystemTime(Date.now() - 86_400_000);
  await page.clock.fastForward('00:30');
  await page.clock.fastForward('30:30');
  await page.getByText('signed out after 30 minutes').waitFor();
  expect(await storage(page)).toMatchObject({ tab: '' });
  await signIn(page, apiKey);
  await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();

  // A tab that was put away, and comes back later: no clock of the page's has run.
  await page.goto('about:blank');
  await page.clock.fastForward('31:00');
  await page.goto(`${url}/console#/account`);
  await page.getByText('signed out after 30 minutes').waitFor();
  expect(hash(page)).toBe('#/account');
});
