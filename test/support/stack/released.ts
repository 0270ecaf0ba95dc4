import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { ACCOUNT_ID, REGION } from '../../../infra/local/aws-environment.ts';
import { cdk } from '../../../infra/local/cdk.ts';
import { run } from '../../../infra/local/process-group.ts';
import type { Templates } from './upgrade.ts';

/** The version that deployments are upgraded from. */
const LAST_VERSION = '0.1.0';

/** The folder of a version's fixture. */
export const fixtureOf = (version: string): string =>
  fileURLToPath(new URL(`../../fixtures/version-${version}`, import.meta.url));

export const TEMPLATES = 'templates.json';
export const DEPLOYABLE = 'deployable.tar.br';

/** The address of the upstream gateway in a deployable fixture. The real one is unknown when the fixture is made. */
export const NO_GATEWAY = 'http://127.0.0.1:1/api2/';

/** The templates of the last version's deployments, by a description of the deployment. */
export const releasedTemplates = async (): Promise<Readonly<Record<string, Templates>>> =>
  JSON.parse(await readFile(join(fixtureOf(LAST_VERSION), TEMPLATES), 'utf8'));

/** The outputs of the last version's stacks that an application or the upgrade needs. */
interface ReleasedOutputs {
  readonly 'textgate-dev-data': {
    readonly MessagesTableName: string;
    readonly AccountsTableName: string;
    readonly GatewaySecretArn: string;
  };
  readonly 'textgate-dev-api': { readonly ApiUrl: string; readonly XmlRpcUrl: string };
  readonly 'textgate-dev-events': { readonly EventBusName: string; readonly RequestQueueUrl: string };
}

export interface Release {
  readonly outputs: ReleasedOutputs;
  /** The path of the version's admin command, a Node program. */
  readonly admin: string;
}

export interface ReleaseOptions {
  readonly emulatorUrl: string;
  readonly gatewayUrl: string;
  /** An empty folder that exists as long as the admin command is used. */
  readonly folder: string;
}

/** Deploys the last version to an emulator with the CDK's own command line. */
export const deployRelease = async ({ emulatorUrl, gatewayUrl, folder }: ReleaseOptions): Promise<Release> => {
  await unpack(folder);
  const assembly = join(folder, 'assembly');
  await nameGateway(assembly, gatewayUrl);
  const outputs = join(folder, 'outputs.json');
  const runCdk = (args: readonly string[]) => cdk(args, { emulatorUrl, cwd: folder, temporary: folder });
  await runCdk(['bootstrap', `aws://${ACCOUNT_ID}/${REGION}`]);
  await runCdk(['deploy', '--all', '--app', assembly, '--require-approval', 'never', '--outputs-file', outputs]);
  return {
    outputs: JSON.parse(await readFile(outputs, 'utf8')) as ReleasedOutputs,
    admin: join(folder, 'admin', 'index.mjs'),
  };
};

const unpack = async (folder: string): Promise<void> => {
  const packed = await readFile(join(fixtureOf(LAST_VERSION), DEPLOYABLE));
  const tar = join(folder, 'release.tar');
  await writeFile(tar, await promisify(brotliDecompress)(packed));
  await run('tar', ['-xf', tar, '-C', folder]);
};

const nameGateway = async (assembly: string, gatewayUrl: string): Promise<void> => {
  for (const name of await readdir(assembly)) {
    if (!name.endsWith('.template.json')) continue;
    const template = await readFile(join(assembly, name), 'utf8');
    await writeFile(join(assembly, name), template.replaceAll(NO_GATEWAY, gatewayUrl));
  }
};
