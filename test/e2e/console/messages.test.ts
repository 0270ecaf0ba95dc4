import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type SendRequest, Textgate } from '../../../functions/client/index.ts';
import { newMessageId } from '../../../functions/messages/ids.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { writeCursor } from '../../../functions/store/cursor.ts';
import { CREDENTIALS } from '../../../infra/local/aws-environment.ts';
import { startBrowser } from '../../support/clients/browser.ts';
import { expectAccessible, expectToFit, goTo, openConsole, screenshots } from '../../support/clients/console.ts';
import { aMessage } from '../../support/model/messages.ts';
import { accountsOf } from '../../support/stack/accounts.ts';
import { writeRestored } from '../../support/stack/restored-messages.ts';

const stack = inject('stack');
const { url, emulatorUrl, region, tables } = stack;
const accounts = accountsOf(stack);
const dynamodb = new DynamoDBClient({ endpoint: emulatorUrl, region, credentials: CREDENTIALS });

/**
 * 10,000 take the emulator 4 s to write, and make each list slower for all tests: `CONSOLE_MESSAGES=10000` tries with so
 * many, by itself. What is shown is the same.
 */
const count = Number(process.env['CONSOLE_MESSAGES'] ?? 150);
const begun = Date.now();

const texts = [
  'Your order is on its way.',
  '<img src=x onerror="alert(1)"><script>alert(2)</script>',
  'مرحبا، طلبك في الطريق إليك',
  `${'Ten segments of a text that nobody breaks: '}${'x'.repeat(1_480)}`,
  'first line\n\nthird line \u202E right to left',
];

/** The newest is a second old, and each other a minute older than the one before it. */
const oldMessage = (account: string, index: number): Message => {
  const created = new Date(begun - 1_000 - index * 60_000);
  const at = (millis: number) => new Date(created.getTime() + millis).toISOString();
  const status = index === 7 ? 'indeterminate' : 'delivered';
  return aMessage({
    id: newMessageId(created),
    account,
    to: `+4179${3_000_000 + index}`,
    text: texts[index % texts.length] ?? '',
    status,
    segments: index % texts.length === 3 ? 10 : 1,
    reference: index === 3 ? 'ref "<b>3</b>"' : `order-${index}`,
    metadata: { '<i>shop</i>': 'العربية' },
    createdAt: at(0),
    updatedAt: at(3_400),
    upstreamId: `up-${index}`,
    ...(status === 'indeterminate' && { reason: { code: 'outcome_unknown', text: 'The answer was lost.' } }),
    history: [
      { status: 'submitting', at: at(0) },
      { status: 'queued', at: at(300) },
      { status, at: at(3_400) },
    ],
  });
};

let browser: Browser;
let account: { readonly account: string; readonly apiKey: string };
let old: readonly Message[];
beforeAll(async () => {
  account = await accounts.addAccount('Bäckerei <b>Müller</b>');
  old = Array.from({ length: count }, (_, index) => oldMessage(account.account, index));
  [browser] = await Promise.all([startBrowser(), writeRestored(dynamodb, tables.messages, old, new Date())]);
});
afterAll(async () => {
  await browser?.close();
  accounts.stop();
  dynamodb.destroy();
});

const oldAt = (index: number): Message => {
  const message = old[index];
  if (message === undefined) throw new Error(`There is no message ${index}.`);
  return message;
};

const rows = (page: Page) => page.locator('main ol a');
/** Where somebody has the time: polling is due, whatever its pace. */
const wait = (page: Page, seconds: number) => page.clock.fastForward(seconds * 1_000);
const open = (at: string) =>
  openConsole(browser, { url, apiKey: account.apiKey, at, prepare: (page) => page.clock.install() });
const textgate = () => new Textgate({ url, apiKey: account.apiKey });
const send = async (request: SendRequest): Promise<string> => {
  const { messages } = await textgate().messages.send(request);
  return messages[0]?.id ?? '';
};
const cursorOf = ({ account, createdAt, id }: Message) =>
  writeCursor(account, { createdKey: `${createdAt}#${id}`, id });
const inADay = () => new Date(Date.now() + 86_400_000).toISOString();

test('the list shows others’ texts as texts, follows what happens, and moves nothing that one looks at', async () => {
  const scheduled = await send({ to: '+41791110001', text: 'Tomorrow', scheduledAt: inADay() });
  const page = await open('#/messages');
  await rows(page).nth(49).waitFor();
  expect(await rows(page).count()).toBe(50);
  await rows(page).first().getByText('Scheduled').waitFor();
  expect(await rows(page).nth(2).textContent()).toContain('<img src=x onerror="alert(1)">');
  expect(await page.locator('main img').count()).toBe(0);
  await expectAccessible(page);
  await expectToFit(page);
  await screenshots(page, 'messages');

  await page.mouse.move(0, 0);
  await page.mouse.wheel(0, 150);
  await expect.poll(() => page.evaluate('scrollY')).toBe(150);
  const place = () => rows(page).nth(10).boundingBox();
  const before = await place();
  const sent = await send({ to: '+41791110002', text: 'Came later' });
  await textgate().messages.cancel(scheduled);
  await wait(page, 5);

  await page.getByRole('button', { name: '1 new message' }).waitFor();
  expect(await rows(page).first().textContent()).toContain('Canceled');
  expect(await place()).toEqual(before);

  await page.getByRole('button', { name: '1 new message' }).click();
  expect(await rows(page).first().getAttribute('href')).toContain(sent);
  expect(await page.evaluate('[scrollY, document.activeElement.tagName]')).toEqual([0, 'H1']);

  // Whoever comes back from a message is where the way to it began.
  await page.mouse.move(0, 0);
  await page.mouse.wheel(0, 400);
  await expect.poll(() => page.evaluate('scrollY')).toBe(400);
  const row = rows(page).nth(12);
  const id = await row.getAttribute('href');
  await row.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await page.goBack();
  await expect.poll(() => page.evaluate('scrollY')).toBe(400);
  await expect.poll(() => page.evaluate('document.activeElement.getAttribute("href")')).toBe(id);
  await page.evaluate('document.activeElement.blur(); scrollTo(0, 0)');

  // At the top, with nothing pointed at, it comes by itself.
  const third = await send({ to: '+41791110003', text: 'Came last' });
  await wait(page, 5);
  await page.locator(`main ol li:first-child a[href*="${third}"]`).waitFor();
});

test('what is looked for stands in the address; what was found stays while the API fails', async () => {
  const page = await open('#/messages');
  await rows(page).first().waitFor();
  const { to } = oldAt(30);

  await page.getByLabel('Recipient').fill(to.replace('+4179', '079/').replace(/(\d\d)(\d\d)$/, ' $1 $2'));
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/console#/messages?to=${encodeURIComponent(to)}`);
  await rows(page).getByText('order-30').waitFor();
  expect(await rows(page).count()).toBe(1);
  await page.goBack();
  await rows(page).nth(49).waitFor();
  expect(await page.getByLabel('Recipient').inputValue()).toBe('');

  await page.getByLabel('Recipient').fill('Anna');
  await page.getByLabel('Reference').focus();
  await page.getByText(/no phone number|not a/).waitFor();
  expect(await page.getByLabel('Recipient').getAttribute('aria-invalid')).toBe('true');

  await goTo(page, `#/messages?to=${to.replace('+41', '0')}`);
  await page.waitForURL(`**/console#/messages?to=${encodeURIComponent(to)}`);
  await rows(page).getByText('order-30').waitFor();

  await goTo(page, '#/messages?reference=none');
  await page.getByText('No message matches this search.').waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Show all messages' }).last().click();
  await page.getByRole('link', { name: 'Older' }).click();
  await rows(page).getByText('order-60').waitFor();
  await page.getByRole('link', { name: 'Newest' }).click();
  await rows(page).getByText('order-1', { exact: true }).waitFor();

  // An answer may be empty, and yet not be the last.
  await page.route('**/v1/messages?*', (route) =>
    route.fulfill({ json: { messages: [], cursor: cursorOf(oldAt(99)) } }),
  );
  await goTo(page, '#/messages?status=queued');
  await page.getByText('searched back to').waitFor();
  await page.getByRole('link', { name: 'Search further back' }).waitFor();
  await page.unroute('**/v1/messages?*');
  await goTo(page, '#/messages');
  await rows(page).nth(49).waitFor();
  await troubled(page);
});

/** Where the API fails, what was seen stays, and it is tried again when the API says so. */
const troubled = async (page: Page) => {
  let asked = 0;
  let isTroubled = true;
  await page.route('**/v1/messages?*', (route) => {
    asked += 1;
    return isTroubled ? route.fulfill({ status: 429, headers: { 'retry-after': '30' } }) : route.continue();
  });
  await wait(page, 5);
  await page.getByRole('alert').getByText('This page tries again by itself').waitFor();
  expect(await rows(page).count()).toBe(50);

  isTroubled = false;
  await wait(page, 20);
  expect(asked).toBe(1);
  await wait(page, 15);
  await page.getByRole('alert').waitFor({ state: 'detached' });
};

test('a message tells its story, and what can be done with it', async () => {
  const page = await open(`#/messages/${oldAt(7).id}`);
  await page.getByRole('heading', { name: 'Unknown indeterminate' }).waitFor();
  await page.getByText(`npx --no-install textgate admin settle ${oldAt(7).id} --as delivered --local`).waitFor();
  await page.getByText('after 3.1 s').waitFor();
  await expectAccessible(page);
  await screenshots(page, 'message');

  await goTo(page, `#/messages/${oldAt(3).id}`);
  await page.getByText('10 segments').waitFor();
  await page.getByRole('link', { name: 'ref "<b>3</b>"' }).waitFor();
  await expectToFit(page);

  const id = await send({ to: '+41791110004', text: 'Zürich 🎉', scheduledAt: inADay() });
  await goTo(page, `#/messages/${id}`);
  await page.getByText('(U+1F389)').waitFor();
  await page.getByRole('button', { name: 'Cancel the message' }).click();
  const cancel = page.getByRole('dialog').getByRole('button', { name: 'Cancel the message' });
  await page.getByRole('dialog').waitFor();
  expect(await page.evaluate('document.activeElement.textContent'), 'where the keyboard is').toBe('Keep it');
  await page.route('**/cancel', (route) => route.fulfill(refusal), { times: 1 });
  await cancel.click();
  await page.getByText('It is too late to cancel it').waitFor();
  await page.getByRole('button', { name: 'Cancel the message' }).click();
  await cancel.click();
  await page.getByRole('heading', { name: 'Canceled' }).waitFor();
  // The button has gone that had the focus.
  await page.locator('h1:focus').waitFor();
  expect(await page.getByRole('link', { name: 'Send again as a new message' }).getAttribute('href')).toBe(
    `#/send?again=${id}`,
  );

  await goTo(page, `#/messages?to=${encodeURIComponent(oldAt(9).to)}&gatewayId=up-9`);
  await page.waitForURL(`**/console#/messages/${oldAt(9).id}`);
  await goTo(page, '#/messages?to=%2B41791110004&gatewayId=none');
  await page.getByText('No message of this account has this gateway id.').waitFor();
  await goTo(page, '#/messages/msg_00000000000000000000000000');
  await page.getByText('There is no such message').waitFor();
});

const refusal = {
  status: 409,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'urn:textgate:problem:not-cancelable',
    title: 'It cannot be cancelled',
    status: 409,
    detail: 'It has been sent.',
  }),
};
