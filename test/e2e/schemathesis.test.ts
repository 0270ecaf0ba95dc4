import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { ProgramFailedError, run } from '../../infra/local/process-group.ts';
import { pythonWith } from '../../infra/local/python.ts';
import { schemathesis } from '../support/clients/python-programs.ts';
import { adminOf } from '../support/stack/admin.ts';

const { url, emulatorUrl } = inject('stack');
const admin = adminOf(emulatorUrl);

let python: string;
let folder: string;
let apiKey: string;
beforeAll(async () => {
  python = await pythonWith(schemathesis, console.log);
  folder = await mkdtemp(join(tmpdir(), 'textgate-schemathesis-'));
  // Of its own: the lists of other tests are not filled with what it sends.
  const { id } = await admin('account create --name Schemathesis');
  apiKey = (await admin(`key create --account ${id} --name schemathesis`)).key;
});
afterAll(() => folder && rm(folder, { recursive: true, force: true }));

/** A rule that does not hold here: the document cannot say all that makes a number or a sender valid. */
const notHere = ['positive_data_acceptance'];

/** The whole report: everything that Schemathesis found, with commands that repeat it. */
const report = async (seed: number): Promise<string> => {
  const options = {
    '--header': `Authorization: Bearer ${apiKey}`,
    '--checks': 'all',
    '--exclude-checks': notHere.join(),
    // No limit of time: beside other tests it would end phases before each operation had its turn.
    '--max-examples': '12',
    '--request-timeout': '30',
    '--seed': String(seed),
    '--generation-database': 'none',
  };
  const flags = ['--continue-on-failure', '--no-color'];
  const given = [...Object.entries(options).flat(), ...flags];
  const program = ['-m', 'schemathesis.cli', 'run', `${url}/openapi.json`, ...given];
  try {
    return await run(python, program, { cwd: folder });
  } catch (error) {
    throw error instanceof ProgramFailedError ? new Error(error.output) : error;
  }
};

const minutes = 60_000;

test('an unfriendly client finds no 5xx, no undocumented answer and no ignored authentication', {
  timeout: 5 * minutes,
}, async () => {
  const seed = Number(process.env['FC_SEED'] ?? 1);

  const found = await report(seed);

  console.log(found.trimEnd().split('\n').slice(-25).join('\n'));
  expect(found).toMatch(/Selected: 26\/26\s+Tested: 26/);
  expect(found).toContain(`Seed: ${seed}`);
});
