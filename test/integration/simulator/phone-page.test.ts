import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';
import type { MessageView } from '../../../infra/local/simulator/state.ts';
import { startBrowser } from '../../support/clients/browser.ts';
import { expectAccessible, screenshots } from '../../support/clients/console.ts';
import { callSimulator, demo } from './client.ts';

let browser: Browser;
let simulator: Simulator;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [browser, simulator] = await Promise.all([
    startBrowser(),
    startSimulator({ consoleUrl: 'http://console.example/console' }),
  ]);
});
afterAll(async () => {
  await browser.close();
  await simulator.close();
});
beforeEach(async () => {
  await simulator.reset();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  complaints = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
});
afterEach(async () => {
  await page.close();
  expect(complaints).toEqual([]);
});

const send = (to: string, text: string, sender = 'Shop', date = '', type = 'text') =>
  callSimulator(simulator.url, 'send_message', ...demo, to, text, sender, date, type);

const bubble = (text: string) => page.getByRole('listitem').filter({ hasText: text });
const button = (name: string) => page.getByRole('button', { name, exact: true });

it('shows a message at once, and brings it to the end that one chooses', async () => {
  await page.goto(simulator.phoneUrl);
  await page.getByText('No phone has received a message yet.').waitFor();
  simulator.setClock({ speed: 0 });
  await send('+41791234567', 'Your code is 4711');
  await page.getByText('On its way:').waitFor({ timeout: 2_000 });

  await page.getByRole('link', { name: '+41 79 123 45 67' }).click();
  const message = bubble('Your code is 4711').last();
  const [{ id = '' } = {}] = simulator.messages();
  expect(await message.getByRole('link').getAttribute('href')).toBe(
    `http://console.example/console#/messages?to=%2B41791234567&gatewayId=${id}`,
  );
  await message.getByRole('button', { name: 'Hold' }).click();
  await message.getByText('Held').waitFor();
  await message.getByRole('button', { name: 'Fail …' }).click();
  await button('Fail with a routing error (5)').click();
  await message.getByText('Failed: routing error').waitFor();

  expect(simulator.messages()).toMatchObject([{ statusCode: 5, receivedAt: null }]);
  expect(await message.getByRole('button').count()).toBe(0);
  // The button that was pressed is gone, and the keyboard is still where it was.
  expect(await message.evaluate((element) => element.matches(':focus'))).toBe(true);
});

it('counts what is new, tells a flash message and one that waits, and runs nothing that others wrote', async () => {
  const hostile = `<img src=x onerror="document.body.innerHTML = 1"> \u202eabc ${'x'.repeat(300)}`;
  simulator.setClock({ speed: 10_000 });
  await send('+41791234567', hostile);
  await send('+41791234567', 'Storm!', 'Alert', '', 'flash');
  await send('+41791234567', 'Tomorrow', 'Praxis', '2099-01-01 08:00:00');
  await page.goto(simulator.phoneUrl);
  await page.getByText('2 new messages').waitFor();

  await page.getByRole('link', { name: '+41 79 123 45 67' }).click();

  await bubble('Storm!').last().getByText('Flash message').waitFor();
  await bubble('Tomorrow').last().getByText('gets it after').waitFor();
  expect(await bubble('onerror').last().locator('.text').textContent()).toBe(hostile);
  await page.getByText('2 new messages').waitFor({ state: 'detached' });
  await expectAccessible(page);
  await screenshots(page, 'phone-conversation');
});

it('says what becomes of all: how fast, how many fail, which fault, and when it is; also while the gateway refuses', async () => {
  await page.goto(`${simulator.phoneUrl}#/controls`);
  await page.getByLabel('At once').check();
  await page.getByLabel(/^How many fail/).fill('25');
  await page.getByLabel('How they end').selectOption('they expire (6)');
  await page.getByLabel('Hold each until it is let go').check();
  await page.getByRole('status').getByText('New messages held').waitFor();
  await page.getByLabel('What the gateway does').selectOption('stall');
  await page.getByLabel('How often').selectOption('The next 5 calls');
  await button('Set this fault').click();
  await page.getByText('sends only, 5 times more').waitFor();
  await page.getByLabel('What the gateway does').selectOption('refuse');
  await page.getByLabel('How often').selectOption('Until cleared');
  await button('Set this fault').click();
  await page.getByText('Connections refused').waitFor();
  const before = Date.parse(simulator.clock().now);
  await button('+1 day').click();
  await expect.poll(() => Date.parse(simulator.clock().now) - before).toBeGreaterThanOrEqual(86_400_000);

  expect(simulator.clock().speed).toBe(10_000);
  expect(simulator.newMessages()).toEqual({ failRate: 0.25, seed: 1, statusCode: 6, hold: true });
  expect(simulator.faults()).toMatchObject([{ fault: 'stall', times: 5, method: 'send_message' }]);
  await expectAccessible(page);
  await screenshots(page, 'phone-controls');

  await button('Clear all faults').click();
  await page.getByText('Connections refused').waitFor({ state: 'detached' });
  await send('+41791234567', 'Held');
  await button('Let all held go').click();
  await expect.poll(() => simulator.messages()[0]?.isHeld).toBe(false);
  await button('Start again …').click();
  await button('Delete everything').click();
  await page.getByText('No phone has received a message yet.').waitFor();
});

it('has the list first on a phone, then the conversation', async () => {
  simulator.setClock({ speed: 10_000 });
  await send('+41791234567', `Hello ${'x'.repeat(300)}`);
  await page.setViewportSize({ width: 320, height: 640 });
  const width = () => page.evaluate<number>('document.documentElement.scrollWidth');
  await page.goto(simulator.phoneUrl);
  const number = page.getByRole('heading', { name: '+41 79 123 45 67' });

  await page.getByRole('link', { name: '+41 79 123 45 67' }).click();
  await number.waitFor();
  expect(await width()).toBe(320);
  expect(await page.getByLabel('Find a number').isVisible()).toBe(false);
  await page.getByRole('link', { name: 'All phones' }).click();
  await page.getByLabel('Find a number').waitFor();
  expect(await number.isVisible()).toBe(false);
  await page.getByRole('link', { name: 'Controls' }).click();
  await page.getByText('How fast').waitFor();
  expect(await width()).toBe(320);
});

it('has 10,000 messages, and shows the last of them', async () => {
  await send('+41791234567', 'Hello');
  const state = simulator.state();
  const messages = Array.from({ length: 10_000 }, (_, index): MessageView[] =>
    state.messages.map((message) => ({
      ...message,
      id: `${index}`,
      text: `number ${index}`,
      to: index % 2 ? message.to : `+417922${String(index).padStart(5, '0')}`,
    })),
  ).flat();
  await page.route('**/control/state*', (route) =>
    route.fulfill({ json: { ...state, isWhole: !route.request().url().includes('since'), messages: [] } }),
  );
  await page.route('**/control/state', (route) => route.fulfill({ json: { ...state, messages } }));
  await page.goto(`${simulator.phoneUrl}#/?phone=%2B41791234567`);

  await page.getByText('5,000 messages').waitFor();
  const started = performance.now();
  await page.getByText('number 9999', { exact: true }).last().click();
  await page.getByLabel('Find a number').fill('079 220 80');
  await page.getByRole('link', { name: '+41 79 220 80 00' }).waitFor();

  expect(performance.now() - started).toBeLessThan(3_000);
  expect(await page.locator('.message').count()).toBe(200);
  await button('Earlier messages').click();
  expect(await page.locator('.message').count()).toBe(400);
});

it('says so when the gateway is gone, and goes on when it is back', async () => {
  await page.goto(simulator.phoneUrl);
  await page.getByText('No phone has received').waitFor();
  await page.route('**/control/state*', (route) => route.abort());
  await page.getByRole('alert').waitFor();
  await page.unrouteAll();

  await page.getByRole('alert').waitFor({ state: 'detached' });
  complaints = complaints.filter((complaint) => !complaint.includes('net::ERR_FAILED'));
});
