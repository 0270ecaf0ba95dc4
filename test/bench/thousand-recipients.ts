import { setTimeout as pause } from 'node:timers/promises';
import * as v from 'valibot';
import { callsPerJob } from '../../functions/messages/jobs.ts';
import { freePorts } from '../../infra/local/ports.ts';
import { startStack } from '../../infra/local/stack.ts';
import type { StackFacts } from '../../infra/local/stack-file.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { milliseconds } from './quantities.ts';
import type { Bench } from './row.ts';

const recipients = 1000;
const aimedCalls = 10;
const aimedMillis = 5_000;
/** How long different texts may take until all are handed over: at fifty per second, plus the last job. */
const aimedHandOverMillis = 30_000;
const gatewayLatencyMillis = 200;
const rounds = 3;

const reply = v.object({
  messages: v.array(v.object({ status: v.string() })),
  rejected: v.array(v.unknown()),
});

/**
 * One request with 1,000 recipients to the deployed stack, on the emulator's DynamoDB and a gateway that takes 200 ms
 * per call, against a request with one recipient: the slowest of three rounds with a warm function. Then one with
 * different texts: until its answer, and until jobs have handed over all messages.
 */
export const thousandRecipients: Bench = async (signal) => {
  const stack = await startStack({ ports: await freePorts(), progress: (step) => console.error(`  ${step}`), signal });
  try {
    const upstream = simulatorControl(stack.facts.simulatorControlUrl);
    await upstream.setFault({ fault: 'latency', delayMs: gatewayLatencyMillis, method: 'send_message' });
    const callsSoFar = async () => (await upstream.requests()).methods['send_message']?.calls ?? 0;

    await send(stack.facts, sameText(1), signal);
    const one: number[] = [];
    const all: number[] = [];
    const calls: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      one.push(await send(stack.facts, sameText(1), signal));
      const before = await callsSoFar();
      all.push(await send(stack.facts, sameText(recipients), signal));
      calls.push((await callsSoFar()) - before);
    }
    const before = await callsSoFar();
    const start = performance.now();
    const answered = await send(stack.facts, differingTexts, signal);
    while ((await callsSoFar()) - before < recipients) await pause(100, undefined, { signal });
    const handedOver = performance.now() - start;
    return [
      {
        what: `${recipients} recipients in one request`,
        figure: milliseconds(Math.max(...all)),
        reference: `${milliseconds(Math.max(...one))}, one recipient`,
        ratio: Math.max(...all) / Math.max(...one),
        aim: `≤ ${aimedMillis} ms`,
        met: Math.max(...all) <= aimedMillis,
      },
      {
        what: 'calls to the gateway for it',
        figure: [...new Set(calls)].join(', '),
        reference: '1 for one recipient',
        aim: `${aimedCalls}`,
        met: calls.every((count) => count === aimedCalls),
      },
      {
        what: `${recipients} texts that differ, until the answer`,
        figure: milliseconds(answered),
        reference: `${milliseconds(Math.max(...all))}, the same text`,
        ratio: answered / Math.max(...all),
        aim: `≤ ${aimedMillis} ms`,
        met: answered <= aimedMillis,
      },
      {
        what: 'until the last call for them has come',
        figure: milliseconds(handedOver),
        reference: `${recipients / callsPerJob} s, at ${callsPerJob} calls a second`,
        ratio: handedOver / ((recipients / callsPerJob) * 1000),
        aim: `≤ ${aimedHandOverMillis} ms`,
        met: handedOver <= aimedHandOverMillis,
      },
    ];
  } finally {
    await stack.stop();
  }
};

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `+4179${String(1_000_000 + index)}`);

const sameText = (count: number) => ({ to: numbers(count), text: 'The water is turned off from 14:00 to 16:00.' });

const differingTexts = {
  text: 'Your code: {code}',
  recipients: numbers(recipients).map((to, code) => ({ to, values: { code } })),
};

/** The milliseconds until the answer. @throws Error unless all messages are recorded, and handed over or about to be */
const send = async ({ url, apiKey }: StackFacts, asked: object, signal: AbortSignal): Promise<number> => {
  const start = performance.now();
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
    signal,
  });
  const body = await response.text();
  const elapsed = performance.now() - start;
  if (response.status !== 202) throw new Error(`The API answered ${response.status}: ${body.slice(0, 500)}`);
  const { messages, rejected } = v.parse(reply, JSON.parse(body));
  const left = messages.filter(({ status }) => status === 'accepted' || status === 'indeterminate');
  if (rejected.length + left.length > 0) {
    throw new Error(
      `${rejected.length} of ${messages.length + rejected.length} rejected, ${left.length} not handed over.`,
    );
  }
  return elapsed;
};
