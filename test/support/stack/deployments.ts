import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { Template as Synthesized } from 'aws-cdk-lib/assertions';
import { SmsGateway, type SmsGatewayProps } from '../../../infra/index.ts';
import { KEY_ARN } from '../../infra/function-grants.ts';
import { cdkJson, noCode } from './synthesized.ts';
import type { Template, Templates } from './upgrade.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What people change of a deployment that changes which resources there are, or what they are encrypted with or called. */
const SETTINGS = {
  'as it is': {},
  "with a customer's key": { encryptionKeyArn: KEY_ARN },
  'with a domain name': {
    domainName: 'sms.example.com',
    certificateArn: 'arn:aws:acm:eu-central-2:123456789012:certificate/0a1b',
  },
  'with a secret that was there before': { gatewaySecretName: 'sms/credentials' },
  'without monitoring': { monitoring: 'false' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

const PROPS = {
  'as it is': {},
  "with a customer's key": { encryptionKeyArn: KEY_ARN },
} as const satisfies Record<string, SmsGatewayProps>;

/** The templates of each deployment that an upgrade is tried on, by what the deployment is. All keep their data. */
export const deployments = async (): Promise<Record<string, Templates>> => {
  const apps = Object.entries(SETTINGS).map(
    async ([name, settings]) => [`the app ${name}`, await appTemplates({ stage: 'prod', ...settings })] as const,
  );
  const own = Object.entries(PROPS).map(([name, props]) => [`a stack of one's own ${name}`, ownStack(props)] as const);
  return Object.fromEntries([...(await Promise.all(apps)), ...own]);
};

/** Has the app itself write its cloud assembly, as the CDK's command line does. */
export const synthesizeApp = async (folder: string, settings: Readonly<Record<string, string>>): Promise<void> => {
  const CDK_CONTEXT_JSON = JSON.stringify({ ...cdkJson, ...settings });
  const env = { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON };
  await promisify(execFile)(process.execPath, ['infra/app.ts'], { cwd: ROOT, env });
};

const appTemplates = async (settings: Readonly<Record<string, string>>): Promise<Templates> => {
  const folder = await mkdtemp(join(tmpdir(), 'textgate-assembly-'));
  try {
    await synthesizeApp(folder, settings);
    return await templatesIn(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

/** The templates of an assembly, by the names of their stacks. */
const templatesIn = async (assembly: string): Promise<Templates> => {
  const read = async (file: string) => JSON.parse(await readFile(join(assembly, file), 'utf8'));
  const { artifacts } = (await read('manifest.json')) as { artifacts: Record<string, Artifact> };
  const stacks = Object.values(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
  const templates: Record<string, Template> = {};
  for (const { properties } of stacks) templates[properties.stackName] = await read(properties.templateFile);
  return templates;
};

interface Artifact {
  readonly type: string;
  readonly properties: { readonly stackName: string; readonly templateFile: string };
}

/** A stack of one's own with the gateway in it. */
export const ownStack = (props: SmsGatewayProps): Templates => {
  const stack = new Stack(new App(), 'Shop');
  new SmsGateway(stack, 'Sms', { codeOf: noCode, ...props });
  return { Shop: Synthesized.fromStack(stack).toJSON() as Template };
};
