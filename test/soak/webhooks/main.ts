import { CannotStartError } from '../../../infra/local/cannot-start-error.ts';
import { startEmulator } from '../../../infra/local/emulator.ts';
import { freePorts } from '../../../infra/local/ports.ts';
import { showProgress } from '../../../infra/local/progress.ts';
import { dataTables } from '../../support/stack/data-tables.ts';
import { endSignal } from '../end-signal.ts';
import { readWebhookOptions } from '../options.ts';
import { isSound, lines } from './report.ts';
import { soakWebhooks } from './soak.ts';

/** Answers whether it is sound. */
const run = async (): Promise<boolean> => {
  const options = readWebhookOptions(process.argv.slice(2));
  const signal = endSignal();
  const progress = showProgress(console.log);
  const { emulator: port } = await freePorts();
  const emulator = await startEmulator({ port, progress, signal });
  try {
    const report = await soakWebhooks({
      ...options,
      emulatorUrl: emulator.url,
      tables: dataTables(),
      receivers: 4,
      deliverers: 2,
      haste: 1,
      callsPerKill: 1_000,
      signal,
      progress,
    });
    console.log(`\n${lines(report).join('\n')}\n`);
    return isSound(report);
  } finally {
    await emulator.stop();
  }
};

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof CannotStartError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
