import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';

/** How long a group may take to end by itself. */
const GRACE_MS = 5_000;

export interface ProcessGroup {
  readonly child: ChildProcess;
  /** Ends the process and everything it started. */
  stop(): Promise<void>;
}

export interface ProcessOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Where the output goes: a file descriptor, or a pipe. */
  readonly output: number | 'pipe';
  readonly cwd?: string | undefined;
}

/** Starts a program in its own process group: Ctrl-C does not reach it, and a stop also reaches its children. */
export function startGroup(program: string, args: readonly string[], options: ProcessOptions): ProcessGroup {
  const { env, output, cwd } = options;
  const child = spawn(program, args, { env, cwd, detached: true, stdio: ['ignore', output, output] });
  // The last resort, if this process ends without a stop.
  const kill = () => {
    if (child.pid !== undefined) signalGroup(child.pid, 'SIGKILL');
  };
  process.once('exit', kill);
  const stop = async () => {
    await stopGroup(child);
    process.off('exit', kill);
  };
  return { child, stop };
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  signalGroup(child.pid, 'SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  while (signalGroup(child.pid, 0) && Date.now() < deadline) await delay(50);
  signalGroup(child.pid, 'SIGKILL');
}

/** Whether the signal reached a process. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

/** A program failed. `output` is what it wrote. */
export class ProgramFailedError extends Error {
  readonly output: string;

  constructor(title: string, output: string, options?: ErrorOptions) {
    super(`${title} failed:\n${output.trimEnd().split('\n').slice(-25).join('\n')}`, options);
    this.name = 'ProgramFailedError';
    this.output = output;
  }
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Its name for people. */
  readonly title?: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end, and returns what it wrote.
 * @throws ProgramFailedError; the signal's reason, once all processes have ended
 */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { env = process.env, cwd, title = program, signal } = options;
  signal?.throwIfAborted();
  const group = startGroup(program, args, { env, cwd, output: 'pipe' });
  const stop = () => void group.stop();
  signal?.addEventListener('abort', stop, { once: true });
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  group.child.stdout?.on('data', collect);
  group.child.stderr?.on('data', collect);
  try {
    const [code] = await once(group.child, 'close');
    if (code === 0) return output;
  } catch (error) {
    throw new ProgramFailedError(title, String(error), { cause: error });
  } finally {
    signal?.removeEventListener('abort', stop);
    await group.stop();
  }
  signal?.throwIfAborted();
  throw new ProgramFailedError(title, output);
}
