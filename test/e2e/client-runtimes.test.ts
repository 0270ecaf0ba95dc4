import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { clientBundle } from '../../infra/client-bundle.ts';
import { run } from '../../infra/local/process-group.ts';
import { startBrowser } from '../support/clients/browser.ts';
import type { Given } from '../support/clients/client-program.ts';

/** `textgate/client` where there is no Node. */

const { url, apiKey } = inject('stack');
const DENO = createRequire(import.meta.url).resolve('deno/bin.cjs');
const PROGRAM = fileURLToPath(new URL('../support/clients/client-program.ts', import.meta.url));

let program: string;
beforeAll(async () => {
  const { outputFiles } = await build({ ...clientBundle, entryPoints: [PROGRAM], format: 'esm', write: false });
  program = outputFiles.map(({ text }) => text).join('');
});

/** To a number that no other test sends to. */
const given = (): Given => ({
  url,
  apiKey,
  to: `+4178${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`,
});

const expectAllOf = (seen: { readonly sent: { readonly id: string } }, { to }: Given) =>
  expect(seen).toEqual({
    sent: expect.objectContaining({ to, text: 'Grüezi 👋', encoding: 'ucs-2' }),
    listed: [seen.sent.id],
    missing: ['NotFoundError', 404, expect.stringMatching(/./)],
    heard: 'test',
    refusal: 'signature',
  });

test.each([
  ['the same origin', url],
  ['an origin in `corsOrigins`', inject('pageOrigin')],
])('in Chromium, a page of %s sends, lists, and verifies a webhook', async (_, origin) => {
  const asked = given();
  const browser = await startBrowser();
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.route(`${origin}/app`, (route) => route.fulfill({ contentType: 'text/html', body: '<title>App</title>' }));
  await page.route(`${origin}/app.mjs`, (route) => route.fulfill({ contentType: 'text/javascript', body: program }));

  await page.goto(`${origin}/app`);
  // A text: Vitest would make another function of an import.
  expectAllOf(
    await page.evaluate(`import('${origin}/app.mjs').then(({ run }) => run(${JSON.stringify(asked)}))`),
    asked,
  );
});

test('in Deno, a program that may ask the gateway alone sends, lists, and verifies a webhook', async () => {
  const asked = given();
  const folder = await mkdtemp(join(tmpdir(), 'textgate-deno-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const main = `${program}\nconsole.log(JSON.stringify(await run(${JSON.stringify(asked)})));`;
  await writeFile(join(folder, 'main.mjs'), main);

  // It asks nobody else for anything, nor a person for leave.
  const options = [`--allow-net=${new URL(url).host}`, '--no-prompt', '--no-remote', '--no-npm', '--no-lock'];
  const env = { ...process.env, DENO_DIR: folder, DENO_NO_UPDATE_CHECK: '1' };
  const printed = await run(process.execPath, [DENO, 'run', ...options, 'main.mjs'], { cwd: folder, env });

  expectAllOf(JSON.parse(printed), asked);
});
