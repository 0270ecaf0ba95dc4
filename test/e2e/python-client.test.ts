import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { run } from '../../infra/local/process-group.ts';
import { pythonWith } from '../../infra/local/python.ts';
import { pythonClient } from '../support/clients/python-programs.ts';
import { inAnHour } from '../support/runner/times.ts';

const { url, apiKey, account } = inject('stack');
const program = fileURLToPath(new URL('../fixtures/openapi/program.py', import.meta.url));

let python: string;
let folder: string;
beforeAll(async () => {
  python = await pythonWith(pythonClient, console.log);
  folder = await mkdtemp(join(tmpdir(), 'textgate-python-client-'));
});
afterAll(() => folder && rm(folder, { recursive: true, force: true }));

test('a client that openapi-python-client makes of the document sends, lists and cancels', async () => {
  const to = `+4178${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;
  const reference = `python-${Date.now()}`;

  const client = ['--url', `${url}/openapi.json`, '--meta', 'none', '--output-path', join(folder, 'textgate_client')];
  // It formats what it has made with a program that stands beside it; warnings are failures: parts would be missing.
  const PATH = `${dirname(python)}:${process.env['PATH']}`;
  const generate = ['-m', 'openapi_python_client', 'generate', '--fail-on-warning', ...client];
  await run(python, generate, { cwd: folder, env: { ...process.env, PATH } });
  const ran = await run(python, [program, url, apiKey, to, reference, inAnHour()], {
    cwd: folder,
    env: { ...process.env, PYTHONPATH: folder },
  });

  const seen = JSON.parse(ran);
  const { id } = seen.sent;
  expect(seen).toMatchObject({
    health: 'ok',
    account,
    sent: { to, status: 'scheduled', text: 'Grüezi', segments: 1, reference, metadata: { shop: 'north' } },
    preview: [
      ['send', 1, expect.stringMatching(/^20\d\d-/)],
      ['invalid_number', 1, null],
    ],
    again: [id],
    other: ['urn:textgate:problem:idempotency-key-reused', 422],
    rejected: { index: 1, to: 'nobody' },
    listed: [id],
    fresh: 'scheduled',
    queried: [id],
    canceled: 'canceled',
    refused: ['not_found'],
    stranger: ['urn:textgate:problem:unauthenticated', 401],
    types: ['int', 'int'],
  });
});
