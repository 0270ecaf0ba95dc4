import { parseArgs } from 'node:util';
import { startEmulator } from '../../../infra/local/emulator.ts';
import { freePorts } from '../../../infra/local/ports.ts';
import { showProgress } from '../../../infra/local/progress.ts';
import { dataTables } from '../../support/stack/data-tables.ts';
import { endSignal } from '../end-signal.ts';
import { isSound, lines } from './report.ts';
import { soakWebhooks } from './soak.ts';

const { changes, seed } = parseArgs({
  options: { changes: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
}).values;
const signal = endSignal();
const progress = showProgress(console.log);
const { emulator: port } = await freePorts();
const emulator = await startEmulator({ port, progress, signal });
try {
  const report = await soakWebhooks({
    emulatorUrl: emulator.url,
    tables: dataTables(),
    changes: Number(changes),
    receivers: 4,
    deliverers: 2,
    haste: 1,
    callsPerKill: 1_000,
    seed: Number(seed),
    signal,
    progress,
  });
  console.log(`\n${lines(report).join('\n')}\n`);
  process.exitCode = isSound(report) ? 0 : 1;
} finally {
  await emulator.stop();
}
