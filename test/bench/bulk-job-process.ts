import * as v from 'valibot';
import { Textgate } from '../../functions/client/index.ts';
import { nodePorts } from '../../infra/cli/bulk/job/node-ports.ts';
import { openJob } from '../../infra/cli/bulk/job/open-job.ts';
import { openSheet } from '../../infra/cli/bulk/sheet/sheet.ts';

/**
 * Plans and sends a file as the command does. Reports the times and the peak memory to the process that forked this
 * one.
 */

const env = v.parse(
  v.object({
    FILE: v.string(),
    URL: v.string(),
    KEY: v.string(),
    TEXT: v.string(),
    RATE: v.pipe(v.string(), v.toNumber()),
  }),
  process.env,
);
const content = { text: env.TEXT, reference: 'campaign' };
const client = new Textgate({ url: env.URL, apiKey: env.KEY, maxRetries: 0 });
const options = { rate: env.RATE, stop: new AbortController().signal, tell: () => {} };

const begun = performance.now();
const sheet = await openSheet(env.FILE, { text: env.TEXT });
const sender = { apiKey: env.KEY };
const job = await openJob(
  { name: 'campaign', file: env.FILE, sheet, content, requestSize: 1000, sender },
  nodePorts(client),
);
const { rows, requests } = await job.plan(options);
const planned = performance.now();
const peakOfPlan = process.resourceUsage().maxRSS * 1024;
const { outcome, sent, reason } = await job.run(options);
const sentAt = performance.now();
await job.close();
process.send?.({
  rows,
  requests,
  outcome: reason ?? outcome,
  sent,
  planMillis: planned - begun,
  sendMillis: sentAt - planned,
  peakOfPlan,
  peak: process.resourceUsage().maxRSS * 1024,
});
process.disconnect?.();
