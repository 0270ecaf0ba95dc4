import { validate } from '@readme/openapi-parser';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startBrowser } from '../support/clients/browser.ts';

const { url } = inject('stack');

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

test('the OpenAPI document is served, and valid', async () => {
  const response = await fetch(`${url}/openapi.json`);
  const document = JSON.parse(await response.text());

  expect(response.headers.get('content-type')).toBe('application/json');
  expect(document.openapi).toBe('3.1.0');
  expect(await validate(document)).toMatchObject({ valid: true });
});

test.each(['/docs', '/docs/'])(
  'the documentation is rendered at %s, and asks nobody else for anything',
  async (path) => {
    const page = await browser.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });

    await page.goto(`${url}${path}`, { waitUntil: 'networkidle' });
    await page.getByRole('heading', { name: 'textgate', level: 1 }).waitFor();
    const operations = await page.locator('.opblock-summary-description').allTextContents();
    await page.locator('#operations-Messages-sendMessages').getByRole('button').first().click();
    await page.getByText('Records one message per recipient').waitFor();
    const screenshot = process.env['SCREENSHOT'];
    if (screenshot !== undefined) await page.screenshot({ path: screenshot, fullPage: true });

    expect(operations).toContain('Send a message');
    expect(operations).toContain('Cancel a message');
    expect(operations.length).toBeGreaterThanOrEqual(9);
    expect(complaints).toEqual([]);
    const elsewhere = asked.filter((address) => !address.startsWith(`${url}/`) && !address.startsWith('data:'));
    expect(elsewhere).toEqual([]);
  },
);

test.each(['../index.mjs', 'index.mjs', '__proto__', '%2e%2e%2findex.mjs'])(
  'no other file is served: %s',
  async (name) => {
    const response = await fetch(`${url}/docs/${name}`);

    expect(response.status).toBe(404);
  },
);

test('the API says that it is there', async () => {
  const response = await fetch(`${url}/v1/health`);

  expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
});
