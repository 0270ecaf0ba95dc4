import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { ACCOUNT_ID, REGION } from './aws-environment.ts';
import { cdk } from './cdk.ts';
import { requireLoopback } from './loopback.ts';
import type { Progress } from './progress.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const url = v.pipe(v.string(), v.url());

const outputsSchema = v.object({
  'textgate-dev-data': v.object({
    MessagesTableName: v.string(),
    AccountsTableName: v.string(),
    DeliveriesTableName: v.string(),
    GatewaySecretArn: v.string(),
  }),
  'textgate-dev-api': v.object({ ApiUrl: url, XmlRpcUrl: url }),
  'textgate-dev-events': v.object({
    EventBusName: v.string(),
    RequestQueueUrl: v.string(),
    RequestDeadLettersUrl: v.string(),
    LifecycleDeadLettersUrl: v.string(),
  }),
});

export interface Deployment {
  readonly apiUrl: string;
  readonly xmlRpcUrl: string;
  readonly messagesTable: string;
  readonly accountsTable: string;
  readonly deliveriesTable: string;
  readonly gatewaySecretArn: string;
  readonly eventBusName: string;
  readonly requestQueueUrl: string;
  readonly deadLetterQueues: { readonly requests: string; readonly lifecycle: string };
}

/** Leaves out what the emulator cannot deploy: event archives, and alarms on metric math. */
export const LOCAL_SETTINGS = { stage: 'dev', archiveDays: '0', monitoring: 'false' } as const;

export interface DeployOptions {
  readonly emulatorUrl: string;
  readonly gatewayUrl: string;
  /** Settings beside those that the emulator needs. */
  readonly settings?: Readonly<Record<string, string>> | undefined;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/** Bootstraps the emulator and deploys the app to it, with the CDK's own command line. */
export async function deploy(options: DeployOptions): Promise<Deployment> {
  const { emulatorUrl, gatewayUrl, settings, progress, signal } = options;
  // Before anything is created there.
  requireLoopback(emulatorUrl);
  const folder = await mkdtemp(join(tmpdir(), 'textgate-deploy-'));
  const runCdk = (args: readonly string[], cwd: string) => cdk(args, { emulatorUrl, cwd, temporary: folder, signal });
  try {
    const assembly = join(folder, 'cdk.out');
    const outputs = join(folder, 'outputs.json');
    progress('bundling the functions, bootstrapping the emulator');
    await allEnded([
      runCdk(
        ['synth', '--quiet', '--output', assembly, ...contextOf({ ...LOCAL_SETTINGS, gatewayUrl, ...settings })],
        ROOT,
      ),
      // In a folder without cdk.json, because otherwise bootstrapping would synthesise the app too.
      runCdk(['bootstrap', `aws://${ACCOUNT_ID}/${REGION}`], folder),
    ]);
    progress('deploying');
    await runCdk(
      ['deploy', '--all', '--app', assembly, '--require-approval', 'never', '--outputs-file', outputs],
      ROOT,
    );
    return readOutputs(await readFile(outputs, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const contextOf = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Waits for each, even if one fails: the others would lose their folder while they run. */
async function allEnded(runs: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(runs);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function readOutputs(json: string): Deployment {
  const outputs = v.parse(outputsSchema, JSON.parse(json));
  const { 'textgate-dev-data': data, 'textgate-dev-api': api, 'textgate-dev-events': events } = outputs;
  return {
    apiUrl: api.ApiUrl,
    xmlRpcUrl: api.XmlRpcUrl,
    messagesTable: data.MessagesTableName,
    accountsTable: data.AccountsTableName,
    deliveriesTable: data.DeliveriesTableName,
    gatewaySecretArn: data.GatewaySecretArn,
    eventBusName: events.EventBusName,
    requestQueueUrl: events.RequestQueueUrl,
    deadLetterQueues: { requests: events.RequestDeadLettersUrl, lifecycle: events.LifecycleDeadLettersUrl },
  };
}
