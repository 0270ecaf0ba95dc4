import { join } from 'node:path';
import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { LOCAL_FOLDER } from '../../../infra/local/stack-file.ts';

interface ConsoleOptions {
  /** The deployed API's URL, without a slash at its end. */
  readonly url: string;
  /** Absent: does not sign in. */
  readonly apiKey?: string;
  /** The page to open, such as `#/messages?status=failed`; absent: the start page. */
  readonly at?: string;
  /** Runs before the page is loaded, for example to add routes that answer slowly or fail, or to set a clock. */
  readonly prepare?: (page: Page) => Promise<unknown>;
  readonly context?: BrowserContextOptions;
  /** Complaints in the browser's console that the test causes, and so allows. */
  readonly mayComplainOf?: RegExp;
}

/**
 * Opens the console in a fresh browser context and signs in as people do. The test fails if the page throws, complains
 * in the browser's console (for example about its content security policy), or requests anything of another host. Error
 * answers of the API do not fail the test: it judges them itself.
 */
export const openConsole = async (browser: Browser, options: ConsoleOptions): Promise<Page> => {
  const { url, apiKey, at = '', prepare, context, mayComplainOf } = options;
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...context });
  const complaints = complaintsOf(page, url);
  onTestFinished(async () => {
    await page.close();
    const unexpected = complaints.filter((complaint) => !mayComplainOf?.test(complaint));
    expect(unexpected, 'what the page threw, complained of, or asked of others').toEqual([]);
  });
  await prepare?.(page);
  await page.goto(`${url}/console${at}`);
  if (apiKey !== undefined) await signIn(page, apiKey);
  return page;
};

/** Types a key into the form, and waits until the console has accepted it. */
export const signIn = async (page: Page, apiKey: string): Promise<void> => {
  await page.getByLabel('API key').fill(apiKey);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
};

/** Goes where a link would lead, such as `#/messages`. */
export const goTo = async (page: Page, place: string): Promise<void> => {
  await page.evaluate((hash) => {
    // The page's own `location`, which Node does not have.
    Object.assign(Reflect.get(globalThis, 'location'), { hash });
  }, place);
};

const complaintsOf = (page: Page, url: string): readonly string[] => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const isAnswer = message.location().url.startsWith(`${url}/v1/`);
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const isOurs = request.url().startsWith(`${url}/`) || request.url().startsWith('data:');
    if (!isOurs) complaints.push(`It asked for ${request.url()}`);
  });
  return complaints;
};

/** Fails if axe finds serious or critical barriers for people with disabilities on the page as it is now. */
export const expectAccessible = async (page: Page): Promise<void> => {
  // The browser's debugger runs it: the page's content security policy would refuse a script tag.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ help, nodes }) => [help, ...nodes.map(({ html }) => html)])).toEqual([]);
};

/** From the narrowest phone on sale to a 4K screen. */
const widths = [320, 390, 768, 1280, 2560, 3840];

/** Fails if something is wider than the screen, so that people would have to scroll sideways. */
export const expectToFit = async (page: Page): Promise<void> => {
  const before = page.viewportSize();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const { html, outside } = await page.evaluate<{ html: number; outside: string[] }>(`(() => ({
      html: document.documentElement.scrollWidth,
      outside: [...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .map((element) => element.outerHTML.slice(0, 120)),
    }))()`);
    if (html > width) expect(outside, `wider than ${width} px`).toEqual([]);
    expect(html, `the width of the page on ${width} px`).toBeLessThanOrEqual(width);
  }
  if (before) await page.setViewportSize(before);
};

const screens = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } } as const;

/** Saves pictures for people to look at, on a phone and a desktop, light and dark: `.local/screenshots/NAME-….png`. */
export const screenshots = async (page: Page, name: string): Promise<void> => {
  const before = page.viewportSize();
  for (const [screen, size] of Object.entries(screens)) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const path = join(LOCAL_FOLDER, 'screenshots', `${name}-${screen}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true, animations: 'disabled' });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
};
