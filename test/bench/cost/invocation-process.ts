import { handler as send } from '../../../functions/api/send.ts';
import { reportSweep } from '../../../functions/events/metrics.ts';
import { handler as publish, type StreamEvent } from '../../../functions/events/publish-lifecycle.ts';
import { emptyReport } from '../../../functions/messages/sweep/report.ts';
import { aContext, anEvent } from '../../support/clients/api-events.ts';
import { median } from '../quantities.ts';
import { changesOfLife, sample } from './sample.ts';

/**
 * The measured process of invocations.ts: it calls each handler again and again, and sends what one call takes.
 */

const { KEY = '' } = process.env;

const logged: string[] = [];
process.stdout.write = (text: string | Uint8Array): boolean => {
  logged.push(String(text));
  return true;
};

const sendTo = (recipients: number) => {
  const event = anEvent({
    route: 'POST /v1/messages',
    headers: { authorization: `Bearer ${KEY}` },
    json: { ...sample, to: Array.from({ length: recipients }, (_, index) => `+4179${String(1_000_000 + index)}`) },
  });
  return async () => {
    const { statusCode, body = '' } = await send(event, aContext());
    if (statusCode !== 202) throw new Error(`The handler answered ${statusCode}: ${body}`);
  };
};

/** Changes as the table's stream tells them, of different messages. */
const publishing = (records: number) => {
  const lives = Array.from({ length: Math.ceil(records / 3) }, changesOfLife);
  const Records = lives.flat().slice(0, records);
  const event: StreamEvent = { Records };
  return async () => {
    const { batchItemFailures } = await publish(event, aContext());
    if (batchItemFailures.length > 0) throw new Error('The handler could not do its work.');
  };
};

const measure = async (invoke: () => Promise<void>, rounds: number) => {
  for (let round = 0; round < rounds; round += 1) await invoke();
  const cpu: number[] = [];
  const waits: number[] = [];
  logged.length = 0;
  for (let round = 0; round < rounds; round += 1) {
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    await invoke();
    const wall = performance.now() - start;
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpuMillis = (user + system) / 1000;
    cpu.push(cpuMillis);
    waits.push(Math.max(0, wall - cpuMillis));
  }
  const lines = logged.flatMap((text) => text.split('\n').filter((line) => line !== ''));
  return {
    cpuMillis: median(cpu),
    waitMillis: median(waits),
    logLines: lines.length / rounds,
    logBytes: Buffer.byteLength(lines.join('')) / rounds,
    residentBytes: process.memoryUsage.rss(),
  };
};

// From small to large: the memory in use only grows.
process.send?.({
  publishOne: await measure(publishing(1), 60),
  publishMany: await measure(publishing(100), 30),
  reportSweep: await measure(async () => reportSweep({ ...emptyReport(), lags: [8_000] }), 10),
  send: await measure(sendTo(1), 60),
  sendThousand: await measure(sendTo(1_000), 15),
});
process.disconnect();
