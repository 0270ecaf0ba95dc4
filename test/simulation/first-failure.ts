import { simulateMessages } from './messages-run.ts';
import { simulateWebhooks } from './webhooks/run.ts';

/** Prints the first seed of so many in which a promise is not kept, and the promise. */
const [, , most, part] = process.argv;
const simulate = part === 'webhooks' ? simulateWebhooks : simulateMessages;
for (let seed = 1; seed <= Number(most); seed += 1) {
  const { violation } = await simulate({ seed });
  if (violation === undefined) continue;
  console.log(`${seed}\t${violation.invariant}`);
  break;
}
