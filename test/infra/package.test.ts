import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { API_ENTRIES } from '../../infra/constructs/gateway-api.ts';
import { EVENT_ENTRIES } from '../../infra/constructs/gateway-events.ts';
import { emulatorEnvironment } from '../../infra/local/aws-environment.ts';

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

  const { dependencies, peerDependencies, bin } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  await mkdir(join(consumer, 'node_modules', '.bin'));
  await symlink(join(installed, bin.textgate), join(consumer, 'node_modules', '.bin', 'textgate'));
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

/** AWS as the admin command sees it where a stack of this name has a gateway; `written` gets what is put into tables. */
const startAws = async (stack: string, written: unknown[]): Promise<Server> => {
  const outputs = {
    SmsMessagesTableName0A1B2C3D: 'm',
    SmsAccountsTableName1A2B3C4D: 'a',
    SmsRetentionDays2A3B4C5D: '30',
  };
  const members = Object.entries(outputs)
    .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
    .join('');
  const described =
    '<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>' +
    `<member><StackName>${stack}</StackName><Outputs>${members}</Outputs></member>` +
    '</Stacks></DescribeStacksResult></DescribeStacksResponse>';
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const isQuery = body.includes(`Action=DescribeStacks`) && body.includes(`StackName=${stack}`);
    if (!isQuery) written.push(JSON.parse(body));
    response.setHeader('content-type', isQuery ? 'text/xml' : 'application/x-amz-json-1.0');
    response.end(isQuery ? described : '{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
};

it('the command of the installed package makes the first account of a gateway in a stack of one’s own', async () => {
  const written: unknown[] = [];
  const aws = await startAws('Shop', written);
  const { port } = aws.address() as AddressInfo;
  const env = emulatorEnvironment(`http://127.0.0.1:${port}`);

  const args = ['account', 'create', '--name', 'Shop', '--stack', 'Shop', '--json'];
  const { stdout } = await run(join(consumer, 'node_modules', '.bin', 'textgate'), args, { cwd: consumer, env });
  aws.close();

  expect(JSON.parse(stdout)).toMatchObject({ id: expect.stringMatching(/^acc_/), name: 'Shop' });
  expect(written).toMatchObject([{ TableName: 'a', Item: { name: { S: 'Shop' }, sk: { S: 'ACCOUNT' } } }]);
});
