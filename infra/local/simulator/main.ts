import { parseArgs } from 'node:util';
import { demoAccount } from './accounts.ts';
import { magicNumberTable } from './control-page.ts';
import { startSimulator } from './server.ts';

const usage = 'Usage: npm run gateway -- [--port N] [--speed X]   (uses N and N+1; 4010 unless told)';

/** The phones are at the next port. */
const lastPort = 65_534;

const readArguments = (): { port: number; speed: number } => {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '4010' }, speed: { type: 'string', default: '1' } },
  });
  const port = Number(values.port);
  const speed = Number(values.speed);
  if (!Number.isInteger(port) || port < 0 || port > lastPort)
    throw new Error(`--port must be a number from 0 to ${lastPort}.`);
  if (!Number.isFinite(speed) || speed < 0) throw new Error('--speed must be a number from 0 up.');
  return { port, speed };
};

const run = async (): Promise<void> => {
  const { port, speed } = readArguments();
  const simulator = await startSimulator({ port, controlPort: port === 0 ? 0 : port + 1, speed });

  console.log(`The simulated SMS gateway is ready. It only sends to the phones at

  ${simulator.phoneUrl}

  XML-RPC   ${simulator.url}
  user      ${demoAccount.user}
  password  ${demoAccount.password}
  control   ${new URL('/control/', simulator.url)}  (open it for the manual)
            ${simulator.controlUrl}  (the same, also while the gateway refuses connections)

Numbers with special effects; messages to every other valid number are delivered
${magicNumberTable}

Ctrl-C ends it.`);

  const stop = () => void simulator.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
};

const explain = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const portTaken = 'code' in error && error.code === 'EADDRINUSE';
  return portTaken
    ? 'Another program uses the port, or the one after it. Choose other ports with --port.'
    : error.message;
};

try {
  await run();
} catch (error) {
  console.error(`${explain(error)}\n${usage}`);
  process.exitCode = 1;
}
