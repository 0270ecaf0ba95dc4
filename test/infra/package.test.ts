import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { API_ENTRIES } from '../../infra/constructs/gateway-api.ts';
import { EVENT_ENTRIES } from '../../infra/constructs/gateway-events.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const { resolve } = createRequire(import.meta.url);
const TSC = join(dirname(resolve('typescript/package.json')), 'bin', 'tsc');

/** What someone writes who has installed the package. */
const APP = `
import { App, Stack } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SmsGateway, SmsTarget } from 'textgate/infra';

const stack = new Stack(new App(), 'Shop');
const gateway = new SmsGateway(stack, 'Sms', { allowedCountries: ['CH'], retentionDays: 30 });
new Rule(stack, 'Paid', {
  eventPattern: { source: ['shop'] },
  targets: [
    new SmsTarget(gateway, {
      account: 'acc_0123456789abcdefghijkl',
      to: EventField.fromPath('$.detail.phone'),
      text: RuleTargetInput.fromText('Thank you.'),
    }),
  ],
});
`;

/** Its folder. The package lies in it as npm would put it, with the dependencies it names from ours. */
let consumer: string;

beforeAll(async () => {
  consumer = await mkdtemp(join(tmpdir(), 'textgate-consumer-'));
  await run('npm', ['pack', '--silent', '--pack-destination', consumer], { cwd: ROOT });
  const tarball = (await readdir(consumer)).find((name) => name.endsWith('.tgz')) ?? '';
  const installed = join(consumer, 'node_modules', 'textgate');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(consumer, tarball), '-C', installed, '--strip-components', '1']);

  const { dependencies, peerDependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), ...Object.keys(peerDependencies), '@types']) {
    await symlink(join(ROOT, 'node_modules', name), join(consumer, 'node_modules', name));
  }
  await writeFile(join(consumer, 'package.json'), '{ "type": "module" }');
  await writeFile(join(consumer, 'app.ts'), APP);
});

afterAll(() => rm(consumer, { recursive: true }));

it('an app that has installed the package has its types', async () => {
  const flags = ['--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', '--noEmit', '--types', 'node'];

  await run(process.execPath, [TSC, ...flags, '--module', 'nodenext', '--target', 'es2024', 'app.ts'], {
    cwd: consumer,
  });
});

it('an app that has installed the package synthesizes, with the code of every function', async () => {
  const env = { ...process.env, CDK_OUTDIR: join(consumer, 'cdk.out') };

  await run(process.execPath, ['app.ts'], { cwd: consumer, env });

  const assets = (await readdir(env.CDK_OUTDIR)).filter((name) => name.startsWith('asset.'));
  expect(assets).toHaveLength(API_ENTRIES.length + EVENT_ENTRIES.length);
});
