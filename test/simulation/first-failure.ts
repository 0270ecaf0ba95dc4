import { simulateMessages } from './messages-run.ts';
import { simulateWebhooks } from './webhooks/run.ts';

/** Prints the first of so many seeds that breaks a promise, and the promise. */
const [, , most, part] = process.argv;
const simulate = part === 'webhooks' ? simulateWebhooks : simulateMessages;
for (let seed = 1; seed <= Number(most); seed += 1) {
  const { violation } = await simulate({ seed });
  if (violation === undefined) continue;
  console.log(`${seed}\t${violation.invariant}`);
  break;
}
