import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { CannotStartError } from './cannot-start-error.ts';

/** What local runs leave behind. Git ignores it. */
export const LOCAL_FOLDER = fileURLToPath(new URL('../../.local', import.meta.url));

/** What scripts and tests need to know about the running stack. */
export interface StackFacts {
  /** The API, without a slash at its end. */
  readonly url: string;
  /** The console, where one signs in with an API key. */
  readonly consoleUrl: string;
  /** The simulator's page, with the phones. */
  readonly phoneUrl: string;
  readonly apiKey: string;
  /** The demo account's id. */
  readonly account: string;
  /** The XML-RPC door, and a login of the demo account's. */
  readonly xmlrpcUrl: string;
  readonly xmlrpcUser: string;
  readonly xmlrpcPassword: string;
  /** The simulator's XML-RPC endpoint. */
  readonly simulatorUrl: string;
  /** The simulator's control API, which also answers while the gateway refuses connections. */
  readonly simulatorControlUrl: string;
  readonly emulatorUrl: string;
  readonly region: string;
  readonly tables: { readonly messages: string; readonly accounts: string; readonly deliveries: string };
  readonly gatewaySecretArn: string;
  readonly eventBusName: string;
  /** The queue into which rules put requests to send. */
  readonly requestQueueUrl: string;
  /** URLs of the queues in which nothing should ever be. */
  readonly deadLetterQueues: { readonly requests: string; readonly lifecycle: string };
}

const FILE = join(LOCAL_FOLDER, 'stack.json');

/** Writes the facts to `.local/stack.json`, completely or not at all. The file contains a key, so only its owner may read it. */
export async function writeStackFile(facts: StackFacts): Promise<void> {
  await mkdir(LOCAL_FOLDER, { recursive: true });
  const draft = `${FILE}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(facts, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, FILE);
}

/**
 * Removes the facts that a killed start left.
 * @throws CannotStartError if that stack still answers
 */
export async function claimStackFile(): Promise<void> {
  const url = await runningUrl();
  if (url !== undefined && (await answers(url))) {
    throw new CannotStartError(
      `A stack that was started in this folder already runs at ${url}. End it first, with Ctrl-C.`,
    );
  }
  await rm(FILE, { force: true });
}

/** Removes the facts of the stack with this address, and leaves those of any other. */
export async function removeStackFile({ url }: StackFacts): Promise<void> {
  if ((await runningUrl()) === url) await rm(FILE, { force: true });
}

/** The address of the stack that runs in this folder, or was killed. */
export async function runningUrl(): Promise<string | undefined> {
  try {
    return v.parse(v.object({ url: v.string() }), JSON.parse(await readFile(FILE, 'utf8'))).url;
  } catch {
    return undefined;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/v1/health`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}
