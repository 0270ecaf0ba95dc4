import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import packaged from 'libphonenumber-js/max/metadata';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type Bundles, bundleFunctions } from '../../infra/bundle.ts';
import { API_ENTRIES } from '../../infra/constructs/gateway-api.ts';
import { groupBy, withResolvers } from '../../infra/newer-than-node-20.ts';
import { inSources } from '../../infra/places/in-sources.ts';
import { NOTICES } from '../../infra/third-party.ts';
import { aContext, anEvent } from '../support/clients/api-events.ts';

let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleFunctions(API_ENTRIES);
});
afterAll(() => bundles.remove());

const settings = {
  MESSAGES_TABLE: 'messages',
  ACCOUNTS_TABLE: 'accounts',
  GATEWAY_URL: 'https://gateway.example/',
  GATEWAY_SECRET_ARN: 'gateway',
  DEFAULT_REGION: 'CH',
  ALLOWED_COUNTRIES: 'CH',
  MAX_SEGMENTS: '10',
  RETENTION_DAYS: '90',
  STAGE: 'test',
  LOG_LEVEL: 'info',
  AWS_REGION: 'eu-central-2',
};

/** Node's own modules that load slowly and that no function needs at its start. */
const dear = ['internal/deps/undici/undici', 'http2', 'worker_threads', 'zlib'].map((name) => `NativeModule ${name}`);

describe.each(API_ENTRIES)('the bundle of %s', (entry) => {
  it('runs away from our node_modules, has a handler, and loads little of Node', async () => {
    const script = `import('${join(bundles.folder(entry), 'index.mjs')}').then(({ handler }) =>
      console.log(JSON.stringify({ handler: typeof handler, loaded: process.moduleLoadList })))`;

    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env: settings, cwd: '/' });

    const { handler, loaded } = JSON.parse(stdout);
    expect(handler).toBe('function');
    expect(dear.filter((name) => loaded.includes(name))).toEqual([]);
  });

  it('is ASCII, which is quicker to load', async () => {
    const code = await readFile(join(bundles.folder(entry), 'index.mjs'), 'latin1');

    expect(code.match(/[^\n]{0,40}[^\p{ASCII}][^\n]{0,40}/u)).toBeNull();
  });

  it('has a source map', async () => {
    expect(await readdir(bundles.folder(entry))).toContain('index.mjs.map');
  });
});

test('places that are not in the bundle stay as they are', async () => {
  const stack = 'at x (file:///var/runtime/index.mjs:1:29)\n at file:///var/task/index.mjs:999999:1';

  expect(await inSources(stack, bundles.folder('api/send'))).toBe(stack);
  expect(await inSources('at y (/var/task/index.mjs:1:5000)', bundles.folder('api/send'))).toMatch(
    /^at y \(\S+\.[jt]s:\d+:\d+\)$/,
  );
});

describe('the bundle of api/send', () => {
  it('has the phone metadata beside it, without formats', async () => {
    const metadata = JSON.parse(await readFile(join(bundles.folder('api/send'), 'phone-metadata.json'), 'utf8'));

    expect(Object.keys(metadata.countries)).toEqual(Object.keys(packaged.countries));
    expect(metadata.countries.CH).toEqual(packaged.countries.CH?.with(4, 0));
  });

  it('reads credentials from the environment only', async () => {
    const code = await readFile(join(bundles.folder('api/send'), 'index.mjs'), 'utf8');

    expect(code).not.toContain('sso-oidc');
  });
});

describe('the notices of the packages in a bundle', () => {
  it('are beside each, by name and version, in no more than 40 kB', async () => {
    for (const entry of API_ENTRIES) {
      const notices = await readFile(join(bundles.folder(entry), NOTICES), 'utf8');

      expect([entry, notices]).toEqual([entry, expect.stringMatching(/\n@?[\w/.-]+ \d+\.\d+\.\d+ \(MIT\)\n/)]);
      expect([entry, notices.length < 40_000]).toEqual([entry, true]);
    }
  });

  it.each([
    ['api/send', ['@aws-sdk/client-dynamodb', '@middy/core', '@smithy/core', 'libphonenumber-js', 'valibot']],
    ['api/openapi', ['swagger-ui-dist', 'DOMPurify', 'React']],
    ['api/console', ['preact']],
  ])('of %s name %j', async (entry, names) => {
    const notices = await readFile(join(bundles.folder(entry), NOTICES), 'utf8');

    expect(names.filter((name) => !notices.includes(name))).toEqual([]);
  });

  it('of a page’s script are its first lines, for it goes to browsers alone', async () => {
    const folder = join(bundles.folder('api/console'), 'console');
    const script = (await readdir(folder)).find((name) => name.endsWith('.js')) ?? '';

    const [comment = ''] = (await readFile(join(folder, script), 'utf8')).split('*/');

    expect(comment).toMatch(/^\/\*!\n.*\n\npreact \d[\s\S]*The MIT License/s);
  });

  it('of Swagger UI are served where its script says', async () => {
    const { handler } = await import(join(bundles.folder('api/openapi'), 'index.mjs'));
    const get = async (asset: string) =>
      await handler(anEvent({ route: 'GET /docs/{asset}', path: { asset } }), aContext());

    const [, name = ''] = (await get('swagger-ui-bundle.js')).body.match(
      /^\/\*! For license information please see (\S+)/,
    );

    expect(await get(name)).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: expect.stringMatching(/swagger-ui-dist \d[\s\S]*Apache License[\s\S]*DOMPurify/),
    });
  });
});

describe('the bundle of api/openapi', () => {
  it.each(['swagger-ui.css', 'swagger-ui-bundle.js'])('has %s beside it', async (file) => {
    const copied = await readFile(join(bundles.folder('api/openapi'), 'docs', file));

    expect(copied.equals(await readFile(createRequire(import.meta.url).resolve(`swagger-ui-dist/${file}`)))).toBe(true);
  });
});

describe('the bundle of api/console', () => {
  it('serves the page beside it with all its files; no other bundle has the page', async () => {
    const { handler } = await import(join(bundles.folder('api/console'), 'index.mjs'));
    const get = async (route: string, asset = '') => {
      const { statusCode, body } = await handler(anEvent({ route, path: { asset } }), aContext());
      return { status: statusCode, text: Buffer.from(body, 'base64').toString() };
    };

    const page = await get('GET /console');
    const names = [...page.text.matchAll(/"console\/([^"]+)"/g)].map(([, name]) => name);
    const assets = await Promise.all(names.map((name) => get('GET /console/{asset}', name)));

    expect([page, ...assets].map(({ status }) => status)).toEqual([200, 200, 200]);
    const folders = await Promise.all(API_ENTRIES.map((entry) => readdir(bundles.folder(entry))));
    expect(folders.filter((files) => files.includes('console'))).toHaveLength(1);
  });
});

describe('a command’s own, for Node 20', () => {
  it.each([[[]], [[3, 1, 4, 1, 5, 9, 2, 6]]])('`groupBy` is that of Map: %j', (numbers) => {
    const isOdd = (number: number, index: number) => `${number % 2}${index < 4}`;

    expect([...groupBy(numbers, isOdd)]).toEqual([...Map.groupBy(numbers, isOdd)]);
  });

  it('`withResolvers` is that of Promise', async () => {
    const [kept, broken] = [withResolvers<string>(), withResolvers<string>()];

    kept.resolve?.('done');
    broken.reject?.(new Error('not done'));

    expect(await kept.promise).toBe('done');
    await expect(broken.promise).rejects.toThrow('not done');
  });
});
