import { bulk } from './bulk.ts';
import { bulkJob } from './bulk-job.ts';
import { bulkMemory } from './bulk-memory.ts';
import { coldStart } from './cold-start.ts';
import { cost } from './cost/cost.ts';
import { costIntoReadme } from './cost/readme.ts';
import { decode } from './decode.ts';
import { door } from './door.ts';
import { events } from './events.ts';
import { list } from './list.ts';
import { oneAccount } from './one-account.ts';
import type { Bench } from './row.ts';
import { sweep } from './sweep.ts';
import { table } from './table.ts';
import { thousandRecipients } from './thousand-recipients.ts';
import { warmSend } from './warm-send.ts';
import { webhookIsolation } from './webhook-isolation.ts';

const write = '--write';
const args = process.argv.slice(2);
const isWritten = args.includes(write);
const asked = args.filter((arg) => arg !== write);

/**
 * `npm run bench` runs all benchmarks, `npm run bench -- decode` one. They report only: no build fails because of them.
 * `npm run bench -- cost --write` also writes the figures into test/bench/cost/README.md.
 */
const benches: Readonly<Record<string, Bench>> = {
  'cold-start': coldStart,
  'warm-send': warmSend,
  bulk,
  'bulk-job': bulkJob,
  'bulk-memory': bulkMemory,
  'thousand-recipients': thousandRecipients,
  decode,
  list,
  sweep,
  events,
  'one-account': oneAccount,
  cost: isWritten ? costIntoReadme : cost,
  door,
  'webhook-isolation': webhookIsolation,
};

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupted.abort(new Error('interrupted')));

const unknown = asked.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}.`);
  process.exitCode = 2;
} else if (isWritten && !asked.includes('cost')) {
  console.error(`${write} is for the bench cost: npm run bench -- cost ${write}`);
  process.exitCode = 2;
} else {
  for (const [name, bench] of Object.entries(benches)) {
    if (interrupted.signal.aborted) break;
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.log(`\n${name}`);
    try {
      console.log(table(await bench(interrupted.signal)));
    } catch (error) {
      console.error(`could not run: ${error instanceof Error ? error.message : error}`);
      process.exitCode = 1;
    }
  }
}
