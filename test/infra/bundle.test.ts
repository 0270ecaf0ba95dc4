import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundles, bundleFunctions } from '../../infra/bundle.ts';
import { API_ENTRIES } from '../../infra/constructs/gateway-api.ts';

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

describe.each(API_ENTRIES)('the bundle of %s', (entry) => {
  it('runs away from our node_modules and has a handler', async () => {
    const script = `import('${join(bundles.folder(entry), 'index.mjs')}').then((m) => console.log(typeof m.handler))`;

    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env: settings, cwd: '/' });

    expect(stdout.trim()).toBe('function');
  });

  it('has a source map', async () => {
    expect(await readdir(bundles.folder(entry))).toContain('index.mjs.map');
  });
});

describe('the bundle of api/openapi', () => {
  it.each(['swagger-ui.css', 'swagger-ui-bundle.js'])('has %s beside it', async (file) => {
    const copied = await readFile(join(bundles.folder('api/openapi'), 'docs', file));

    expect(copied.equals(await readFile(createRequire(import.meta.url).resolve(`swagger-ui-dist/${file}`)))).toBe(true);
  });
});
