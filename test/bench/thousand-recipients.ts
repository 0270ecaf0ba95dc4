import * as v from 'valibot';
import { freePorts } from '../../infra/local/ports.ts';
import { startStack } from '../../infra/local/stack.ts';
import type { StackFacts } from '../../infra/local/stack-file.ts';
import { simulatorControl } from '../support/clients/simulator-control.ts';
import { milliseconds } from './quantities.ts';
import type { Bench } from './row.ts';

const recipients = 1000;
const aimedCalls = 10;
const aimedMillis = 5_000;
const gatewayLatencyMillis = 200;
const rounds = 3;

const reply = v.object({
  messages: v.array(v.object({ status: v.string() })),
  rejected: v.array(v.unknown()),
});

/**
 * One request with 1,000 recipients to the deployed stack, on the emulator's DynamoDB and a gateway that takes 200 ms a
 * call, against a request with one recipient: the slowest of three rounds. The function is warm.
 */
export const thousandRecipients: Bench = async (signal) => {
  const stack = await startStack({ ports: await freePorts(), progress: (step) => console.error(`  ${step}`), signal });
  try {
    const upstream = simulatorControl(stack.facts.simulatorControlUrl);
    await upstream.setFault({ fault: 'latency', delayMs: gatewayLatencyMillis, method: 'send_message' });
    const callsSoFar = async () => (await upstream.requests()).methods['send_message']?.calls ?? 0;

    await send(stack.facts, 1, signal);
    const one: number[] = [];
    const all: number[] = [];
    const calls: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      one.push(await send(stack.facts, 1, signal));
      const before = await callsSoFar();
      all.push(await send(stack.facts, recipients, signal));
      calls.push((await callsSoFar()) - before);
    }
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
    ];
  } finally {
    await stack.stop();
  }
};

/** The milliseconds until the answer. @throws Error unless all are recorded and handed over. */
const send = async ({ url, apiKey }: StackFacts, count: number, signal: AbortSignal): Promise<number> => {
  const to = Array.from({ length: count }, (_, index) => `+4179${String(1_000_000 + index)}`);
  const start = performance.now();
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to, text: 'The water is turned off from 14:00 to 16:00.' }),
    signal,
  });
  const body = await response.text();
  const elapsed = performance.now() - start;
  if (response.status !== 202) throw new Error(`The API answered ${response.status}: ${body.slice(0, 500)}`);
  const { messages, rejected } = v.parse(reply, JSON.parse(body));
  const left = messages.filter(({ status }) => status === 'accepted' || status === 'indeterminate');
  if (messages.length !== count || rejected.length + left.length > 0) {
    throw new Error(`${rejected.length} of ${count} rejected, ${left.length} not handed over.`);
  }
  return elapsed;
};
