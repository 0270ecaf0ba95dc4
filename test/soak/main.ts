import { parseArgs } from 'node:util';
import { showProgress } from '../../infra/local/progress.ts';
import { isSound, lines } from './report.ts';
import { soak } from './soak.ts';

const usage =
  'Usage: npm run soak -- [--messages N] [--seeds 1,2,3]   (10000 messages for each of the seeds 1, 2 and 3)';

const options = {
  messages: { type: 'string', default: '10000' },
  seeds: { type: 'string', default: '1,2,3' },
} as const;

const readOptions = () => {
  try {
    const { values } = parseArgs({ options });
    const messages = Number(values.messages);
    const seeds = values.seeds.split(',').map(Number);
    const isUsable = messages >= 1 && [messages, ...seeds].every(Number.isSafeInteger);
    return isUsable ? { messages, seeds } : undefined;
  } catch {
    return undefined;
  }
};

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupted.abort(new Error('interrupted')));

const asked = readOptions();
if (asked === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  try {
    for (const seed of asked.seeds) {
      const { messages } = asked;
      const report = await soak({
        messages,
        seed,
        signal: interrupted.signal,
        progress: showProgress(console.log),
      });
      console.log(`\n${lines(report).join('\n')}\n`);
      if (!isSound(report)) process.exitCode = 1;
    }
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  }
}
