import { CannotStartError } from '../../infra/local/cannot-start-error.ts';
import { showProgress } from '../../infra/local/progress.ts';
import { endSignal } from './end-signal.ts';
import { readOptions, type SoakOptions } from './options.ts';
import { isSound, lines, linesWithoutVerdict } from './report.ts';
import { soak } from './soak.ts';

/** One run for each seed. A run that ends without a verdict does not stop the others. */
const runAll = async ({ messages, seeds }: SoakOptions, signal: AbortSignal): Promise<boolean> => {
  let allSound = true;
  for (const seed of seeds) {
    if (signal.aborted) break;
    try {
      const report = await soak({ messages, seed, signal, progress: showProgress(console.log) });
      allSound &&= isSound(report);
      console.log(`\n${lines(report).join('\n')}\n`);
    } catch (error) {
      allSound = false;
      console.error(`\n${linesWithoutVerdict(seed, error).join('\n')}\n`);
    }
  }
  return allSound;
};

const signal = endSignal();
try {
  const allSound = await runAll(readOptions(process.argv.slice(2)), signal);
  process.exitCode = allSound && !signal.aborted ? 0 : 1;
} catch (error) {
  if (!(error instanceof CannotStartError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
