import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { CannotStartError } from './cannot-start-error.ts';

/** Ignored by git: what running things here leaves behind. */
export const LOCAL_FOLDER = fileURLToPath(new URL('../../.local', import.meta.url));

/** What scripts and tests need to know of the running stack. */
export interface StackFacts {
  /** The API, without a slash at its end. */
  readonly url: string;
  /** The page that is signed in to with an API key. */
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
  /** Where the simulator is watched and disturbed, also while it refuses connections. */
  readonly simulatorControlUrl: string;
  readonly emulatorUrl: string;
  readonly region: string;
  readonly tables: { readonly messages: string; readonly accounts: string; readonly deliveries: string };
  readonly gatewaySecretArn: string;
  readonly eventBusName: string;
  /** Where requests to send wait, put there by rules. */
  readonly requestQueueUrl: string;
  /** URLs of the queues in which nothing should ever be. */
  readonly deadLetterQueues: { readonly requests: string; readonly lifecycle: string };
}

const FILE = join(LOCAL_FOLDER, 'stack.json');

/** Puts the facts at `.local/stack.json`, whole or not at all: it has a key in it, and is its owner's to read. */
export async function writeStackFile(facts: StackFacts): Promise<void> {
  await mkdir(LOCAL_FOLDER, { recursive: true });
  const draft = `${FILE}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(facts, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, FILE);
}

/**
 * Makes sure that nobody else's facts stand there; those that a killed start left are removed.
 * @throws CannotStartError when the stack that they are of still answers
 */
export async function claimStackFile(): Promise<void> {
  const url = await runningUrl();
  if (url !== undefined && (await answers(url))) {
    throw new CannotStartError(`A stack that was started in this folder runs at ${url}. End it first, with Ctrl-C.`);
  }
  await rm(FILE, { force: true });
}

/** Removes the facts of the stack with this address, and leaves those of another. */
export async function removeStackFile({ url }: StackFacts): Promise<void> {
  if ((await runningUrl()) === url) await rm(FILE, { force: true });
}

/** Where the stack is that runs in this folder, or was killed. */
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
