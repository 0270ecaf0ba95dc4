import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CREDENTIALS, environmentWithoutAws, REGION } from './aws-environment.ts';
import { CannotStartError } from './cannot-start-error.ts';
import { requireLoopback } from './loopback.ts';
import { HOST } from './ports.ts';
import { type ProcessGroup, startGroup } from './process-group.ts';
import type { Progress } from './progress.ts';
import { emulatorPython } from './python.ts';

/** MiniStack, with the additions that textgate needs. */
const PROGRAM = fileURLToPath(new URL('emulator.py', import.meta.url));

const READY_WITHIN_MS = 40_000;

export interface Emulator {
  /** Without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  readonly port: number;
  /** An emulator that runs already, to use in place of a new one. */
  readonly existing?: string | undefined;
  /** The file in which a new emulator notes each AWS call of a Lambda, as a line of JSON: function, target and body. */
  readonly recordCallsTo?: string | undefined;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Starts MiniStack, or uses the emulator that runs already.
 * @throws CannotStartError
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { port, existing, recordCallsTo, progress, signal } = options;
  if (existing !== undefined) return existingEmulator(existing);
  const python = await emulatorPython(progress, signal);
  progress('starting the emulator');
  // For its working files and those of its Lambdas. It is deleted with the emulator.
  const folder = await mkdtemp(join(tmpdir(), 'textgate-emulator-'));
  const log = await open(join(folder, 'emulator.log'), 'a');
  const env = {
    ...(await environment(folder, port)),
    ...(recordCallsTo !== undefined && { RECORD_CALLS_TO: recordCallsTo }),
  };
  const group = startGroup(python, [PROGRAM], { env, output: log.fd });
  await log.close();
  const emulator: Emulator = {
    url: `http://${HOST}:${port}`,
    stop: async () => {
      await group.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  try {
    await ready(emulator.url, group, signal);
    return emulator;
  } catch (error) {
    const lines = (await readFile(join(folder, 'emulator.log'), 'utf8')).trimEnd().split('\n').slice(-15);
    await emulator.stop();
    signal?.throwIfAborted();
    throw new CannotStartError(`The emulator did not start. Its last output:\n${lines.join('\n')}`, { cause: error });
  }
}

async function existingEmulator(endpoint: string): Promise<Emulator> {
  const url = requireLoopback(endpoint).origin;
  try {
    await fetch(url, { signal: AbortSignal.timeout(5_000) });
  } catch (error) {
    throw new CannotStartError(
      `Nothing answers at AWS_ENDPOINT_URL (${endpoint}). Start that emulator, or unset the variable.`,
      { cause: error },
    );
  }
  return { url, stop: async () => {} };
}

async function environment(folder: string, port: number): Promise<NodeJS.ProcessEnv> {
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  return {
    ...environmentWithoutAws(),
    // Without this it would listen on every interface.
    BIND_HOST: HOST,
    GATEWAY_PORT: String(port),
    // Node Lambdas as child processes, with the `node` that is first on the PATH. No Docker.
    LAMBDA_EXECUTOR: 'local',
    MINISTACK_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    STATE_DIR: join(folder, 'state'),
    TMPDIR: temporary,
    PYTHONUNBUFFERED: '1',
  };
}

async function ready(url: string, group: ProcessGroup, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    signal?.throwIfAborted();
    if (group.child.exitCode !== null) throw new Error(`It exited with code ${group.child.exitCode}.`);
    if (await isHealthy(url)) return;
    await delay(100);
  }
  throw new Error(`It did not answer within ${READY_WITHIN_MS / 1000} s.`);
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const { ok } = await fetch(`${url}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    return ok;
  } catch {
    return false;
  }
}
