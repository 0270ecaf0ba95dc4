import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { freePorts } from '../../infra/local/ports.ts';
import { startStack } from '../../infra/local/stack.ts';
import type { StackFacts } from '../../infra/local/stack-file.ts';
import { type Receiver, startReceiver } from '../support/clients/receiver.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { milliseconds } from './quantities.ts';
import { type Bench, type Row, told } from './row.ts';

/** The number of messages. Each has two changes: it is recorded, and the gateway accepts it. */
const changesPerSecond = 20;
const recipients = 5;
const requestPause = (1_000 * 2 * recipients) / changesPerSecond;

const secondsWithout = 30;
/** Long enough for two rounds of the deliverer to end, and for several calls to the hanging receiver to be cut off. */
const secondsWith = 90;
/** How long deliveries may still arrive after the load ends. */
const lateMillis = 20_000;
/** So that bundles are loaded and processes are started before measuring. */
const warmSeconds = 10;

const aimedMillis = 3_000;
const aimedCalls = 5;

/**
 * How long an event takes from the change of a message to a receiver that answers, while another receiver of the same
 * account holds each call until it is cut off after 15 s. On its own stack, with emulator and functions on this
 * machine.
 */
export const webhookIsolation: Bench = async (signal) => {
  const stack = await startStack({ ports: await freePorts(), progress: () => {}, signal });
  const good = await startReceiver();
  const bad = await startReceiver({ plan: () => 'hang' });
  try {
    // The messages must have no changes except those that are counted.
    await simulatorControl(stack.facts.simulatorControlUrl).setClock({ speed: 0 });
    return await measure(stack.facts, good, bad, signal);
  } finally {
    await Promise.all([good.stop(), bad.stop()]);
    await stack.stop();
  }
};

const measure = async (facts: StackFacts, good: Receiver, bad: Receiver, signal: AbortSignal): Promise<Row[]> => {
  const post = poster(facts, signal);
  const hearing = { events: ['message.submitting', 'message.queued'] };
  await post('/v1/webhooks', { url: good.url, ...hearing });
  const load = (seconds: number) =>
    sendFor(seconds, () => post('/v1/messages', { to: numbers(), text: 'Hello' }), signal);

  await load(warmSeconds);
  const without = await arrivalsOf(good, () => load(secondsWithout), signal);
  await post('/v1/webhooks', { url: bad.url, ...hearing });
  const calls = countCalls(bad);
  const beside = await arrivalsOf(good, () => load(secondsWith), signal);
  const mostCalls = await calls.most();

  return [
    told('changes a second', `${(beside.sent / secondsWith).toFixed(1)}`, `${changesPerSecond} wanted`),
    {
      what: 'changes that have not arrived',
      figure: String(beside.sent - beside.lags.length),
      reference: `${without.sent - without.lags.length} without the one that hangs`,
      aim: '0',
      met: beside.sent === beside.lags.length,
    },
    quantileRow('from the change to its arrival, at the median', 0.5, beside, without),
    {
      ...quantileRow('95 of 100 within', 0.95, beside, without),
      aim: `≤ ${aimedMillis} ms`,
      met: quantile(beside, 0.95) <= aimedMillis,
    },
    quantileRow('all within', 1, beside, without),
    {
      what: 'calls at once to the one that hangs, at most',
      figure: `${mostCalls}, of ${bad.arrivals.length} in all`,
      reference: `${aimedCalls}, what one webhook may have`,
      aim: `≤ ${aimedCalls}`,
      met: mostCalls <= aimedCalls,
    },
  ];
};

interface Arrivals {
  /** Changes that were made. */
  readonly sent: number;
  /** How long each one that arrived took, in milliseconds. */
  readonly lags: readonly number[];
}

const quantile = ({ lags }: Arrivals, share: number): number =>
  lags.toSorted((a, b) => a - b)[Math.ceil(lags.length * share) - 1] ?? Number.POSITIVE_INFINITY;

const quantileRow = (what: string, share: number, beside: Arrivals, without: Arrivals): Row => ({
  what,
  figure: milliseconds(quantile(beside, share)),
  reference: `${milliseconds(quantile(without, share))} without the one that hangs`,
  ratio: quantile(beside, share) / quantile(without, share),
});

const taken = v.object({ messages: v.array(v.object({ id: v.string() })) });
const news = v.object({ timestamp: v.string(), data: v.object({ id: v.string() }) });

const poster =
  ({ url, apiKey }: StackFacts, signal: AbortSignal) =>
  async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };

const numbers = (): string[] =>
  Array.from({ length: recipients }, () => `+4176${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`);

/** Sends at a steady rate, however long the answers take. @returns the ids of the messages */
const sendFor = async (seconds: number, send: () => Promise<unknown>, signal: AbortSignal): Promise<string[]> => {
  const answers: Promise<unknown>[] = [];
  const begin = performance.now();
  for (let due = begin; due < begin + seconds * 1_000; due += requestPause) {
    await sleep(Math.max(0, due - performance.now()), undefined, { signal });
    answers.push(send());
  }
  return (await Promise.all(answers)).flatMap((answer) => v.parse(taken, answer).messages.map(({ id }) => id));
};

/** How long the changes of a load took to arrive for the first time. */
const arrivalsOf = async (
  receiver: Receiver,
  load: () => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<Arrivals> => {
  const ids = new Set(await load());
  const sent = 2 * ids.size;
  const lags = () =>
    receiver.arrivals
      .filter(({ times }) => times === 1)
      .map(({ body, at }) => ({ at, ...v.parse(news, JSON.parse(body)) }))
      .filter(({ data }) => ids.has(data.id))
      .map(({ at, timestamp }) => at - Date.parse(timestamp));
  const deadline = Date.now() + lateMillis;
  while (lags().length < sent && Date.now() < deadline) await sleep(500, undefined, { signal });
  return { sent, lags: lags() };
};

/** Samples how many calls a receiver has at the same time. Each has its own connection. */
const countCalls = (receiver: Receiver) => {
  let most = 0;
  let isOver = false;
  const counting = (async () => {
    while (!isOver) {
      most = Math.max(most, await receiver.connections());
      await sleep(20);
    }
  })();
  return {
    most: async (): Promise<number> => {
      isOver = true;
      await counting;
      return most;
    },
  };
};
