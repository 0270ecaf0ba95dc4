import { handler } from '../../functions/api/send.ts';
import { eachOf } from '../../functions/runtime/concurrency.ts';
import { dynamodb } from '../../functions/wiring/messages.ts';
import { aContext, anEvent } from '../support/clients/api-events.ts';
import { median } from './quantities.ts';
import { asBytes, bareClient, repeatedWith } from './repeated-calls.ts';
import type { UpstreamCall } from './upstream-stub.ts';

/**
 * The measured process of send-measurement.ts. It sends the median CPU milliseconds per recipient, user and system, all
 * threads: of one request through the handler, and of the same calls without textgate's code.
 */

const { KEY = '', RECIPIENTS = '', ROUNDS = '', AWS_ENDPOINT_URL = '' } = process.env;
const recipients = Number(RECIPIENTS);
const rounds = Number(ROUNDS);

const event = anEvent({
  route: 'POST /v1/messages',
  headers: { authorization: `Bearer ${KEY}` },
  json: {
    to: Array.from({ length: recipients }, (_, index) => `+4179${String(1_000_000 + index)}`),
    text: 'Your appointment is tomorrow at 14:00. Reply STOP to opt out.',
    sender: 'Practice',
  },
});

const send = async (): Promise<void> => {
  const { statusCode, body = '' } = await handler(event, aContext());
  const handedOver = body.split('"status":"queued"').length - 1;
  if (statusCode !== 202 || handedOver !== recipients) throw new Error(`The handler answered ${statusCode}: ${body}`);
};

const callsSoFar = async (): Promise<UpstreamCall[]> => JSON.parse(await (await fetch(AWS_ENDPOINT_URL)).text());

await send();
await callsSoFar();
await send();
const calls = await callsSoFar();

/** The number of concurrent calls. For a single message, each call waits for the one before. */
const atOnce = recipients === 1 ? 1 : 10;
const allOf = (made: readonly (() => Promise<unknown>)[]) => () =>
  eachOf(made, atOnce, async (call) => {
    await call();
  });
const ways = {
  whole: send,
  sdk: allOf(calls.map((call) => repeatedWith(bareClient, call))),
  ourClient: allOf(calls.map((call) => repeatedWith(dynamodb(), call))),
  bytes: allOf(calls.map(asBytes)),
};

const cpuTime = async (run: () => Promise<void>): Promise<number> => {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

const times: Record<keyof typeof ways, number[]> = { whole: [], sdk: [], ourClient: [], bytes: [] };
for (let round = 0; round < rounds; round += 1) {
  times.whole.push(await cpuTime(ways.whole));
  times.sdk.push(await cpuTime(ways.sdk));
  times.ourClient.push(await cpuTime(ways.ourClient));
  times.bytes.push(await cpuTime(ways.bytes));
}

/** In the first half the code is still being compiled. */
const ofSecondHalf = (all: readonly number[]): number => median(all.slice(all.length >> 1)) / recipients;
process.send?.({
  whole: ofSecondHalf(times.whole),
  sdk: ofSecondHalf(times.sdk),
  ourClient: ofSecondHalf(times.ourClient),
  bytes: ofSecondHalf(times.bytes),
  calls: calls.length,
});
process.disconnect();
