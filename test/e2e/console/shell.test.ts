import type { Browser } from 'playwright-core';
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

test('one signs in with a key, and sees what it allows', async () => {
  const { apiKey } = await accounts.addAccount('Bäckerei <b>Müller</b>', ['messages:send']);
  const page = await openConsole(browser, { url });
  await expectAccessible(page);
  await expectToFit(page);
  await screenshots(page, 'sign-in');

  await signIn(page, apiKey);

  expect(await page.getByRole('navigation').getByRole('link').allTextContents()).toEqual([
    'Send',
    'Account',
    'API reference',
  ]);
  await goTo(page, '#/account');
  await page.getByRole('heading', { name: 'Account' }).waitFor();
  await expectAccessible(page);
});
