import { parseArgs } from 'node:util';
import { CannotStartError } from './cannot-start-error.ts';
import { requireLoopback } from './loopback.ts';
import { nextSteps } from './next-steps.ts';
import { portsFrom } from './ports.ts';
import { ProgramFailedError } from './process-group.ts';
import { showProgress } from './progress.ts';
import { startStack } from './stack.ts';
import { claimStackFile, removeStackFile, writeStackFile } from './stack-file.ts';

const USAGE = 'Usage: npm start -- [--port N]   (uses the ports N to N+3; default 4700)';
const NODE_NEEDED = 24;
const LAST_FIRST_PORT = 65_532;

function readPort(): number {
  const port = Number(readArguments().port);
  if (Number.isInteger(port) && port >= 1 && port <= LAST_FIRST_PORT) return port;
  throw new CannotStartError(`--port must be a number from 1 to ${LAST_FIRST_PORT}.\n${USAGE}`);
}

function readArguments() {
  try {
    return parseArgs({ options: { port: { type: 'string', default: '4700' } } }).values;
  } catch (error) {
    throw new CannotStartError(`${error instanceof TypeError ? error.message : error}\n${USAGE}`, { cause: error });
  }
}

function requireNode(): void {
  if (Number.parseInt(process.versions.node, 10) >= NODE_NEEDED) return;
  throw new CannotStartError(
    `Node ${NODE_NEEDED} is needed, and this is ${process.version}. \`npm ci\` brings it, and \`npm start\` uses it.`,
  );
}

/** Aborted by the first signal to stop. */
function endSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort());
  return controller.signal;
}

async function main(): Promise<void> {
  const signal = endSignal();
  requireNode();
  const existingEmulator = process.env['AWS_ENDPOINT_URL'];
  if (existingEmulator !== undefined) requireLoopback(existingEmulator);
  await claimStackFile();
  const ports = await portsFrom(readPort());
  const stack = await startStack({ ports, existingEmulator, progress: showProgress(console.log), signal });
  try {
    await writeStackFile(stack.facts);
    console.log(nextSteps(stack.facts));
    await aborted(signal);
  } finally {
    console.log('stopping');
    await removeStackFile(stack.facts);
    await stack.stop();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function explain(error: unknown): string {
  if (error instanceof CannotStartError || error instanceof ProgramFailedError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  await main();
} catch (error) {
  const interrupted = error instanceof Error && error.name === 'AbortError';
  if (!interrupted) console.error(`\n${explain(error)}`);
  process.exitCode = interrupted ? 130 : 1;
}
