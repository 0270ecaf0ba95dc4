import { CannotStartError } from '../../../infra/local/cannot-start-error.ts';
import { startEmulator } from '../../../infra/local/emulator.ts';
import { freePorts } from '../../../infra/local/ports.ts';
import { showProgress } from '../../../infra/local/progress.ts';
import { dataTables } from '../../support/stack/data-tables.ts';
import { endSignal } from '../end-signal.ts';
import { readWebhookOptions } from '../options.ts';
import { isSound, lines } from './report.ts';
import { soakWebhooks, summedUp } from './soak.ts';

/** For each query the emulator scans a whole table, so there are several runs, each with its own tables. */
const mostChanges = 500;

/** @returns whether the runs were sound */
const run = async (): Promise<boolean> => {
  const { changes, seed } = readWebhookOptions(process.argv.slice(2));
  const signal = endSignal();
  const progress = showProgress(console.log);
  const { emulator: port } = await freePorts();
  const emulator = await startEmulator({ port, progress, signal });
  try {
    const tables = dataTables();
    const part = (index: number) =>
      soakWebhooks({
        emulatorUrl: emulator.url,
        tables,
        changes: Math.min(mostChanges, changes - index * mostChanges),
        receivers: 4,
        deliverers: 2,
        haste: 1,
        callsPerKill: 500,
        seed: seed + index,
        signal,
        progress,
      });
    let report = await part(0);
    for (let index = 1; index * mostChanges < changes; index += 1) {
      progress(`${report.changes} changes: ${report.calls} calls, ${report.missing.length} missing`);
      report = summedUp([report, await part(index)]);
    }
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
