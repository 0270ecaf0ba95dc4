import { describe, expect, test } from 'vitest';
import { createUpstreamClient, type UpstreamClient } from '../../../functions/upstream/client.ts';
import { UpstreamConfigurationError, UpstreamError } from '../../../functions/upstream/errors.ts';
import { createUpstream } from '../../../functions/upstream/upstream.ts';
import { demoAccount } from '../../../infra/local/simulator/accounts.ts';
import { type FaultName, faultKinds } from '../../../infra/local/simulator/fault-kinds.ts';
import { type Simulator, startSimulator } from '../../../infra/local/simulator/server.ts';

/*
 * "The gateway call", the table of faults, row by row: every fault that the simulated gateway knows, met again and again by
 * every method. Reading the status after a cancel is not the client's, and tested through the API (api/faults.test.ts).
 */

type Outcome = 'answered' | 'rejected' | 'not sent' | 'unknown' | 'given up' | 'configuration error' | 'error';

/** What a call comes to, and how many requests of it the gateway counts. `given up`: another try might have helped. */
type Cell = readonly [outcome: Outcome, requests: number];

interface Row {
  readonly row: string;
  readonly faults: readonly FaultName[];
  readonly send: Cell;
  readonly harmless: Cell;
  readonly cancel: Cell;
}

/** Up to the machine: a reset may be seen before or after the first byte is written. No request is read in any case. */
const notSentOrUnknown: Outcome = expect.stringMatching(/^(?:not sent|unknown)$/);

const table: readonly Row[] = [
  {
    row: 'in time',
    faults: ['latency'],
    send: ['answered', 1],
    harmless: ['answered', 1],
    cancel: ['answered', 1],
  },
  {
    row: 'refused',
    faults: ['refuse'],
    send: ['not sent', 0],
    harmless: ['given up', 0],
    cancel: ['given up', 0],
  },
  {
    row: 'reset as soon as the connection stands',
    faults: ['reset_on_accept'],
    send: [notSentOrUnknown, 0],
    harmless: ['given up', 0],
    cancel: ['given up', 0],
  },
  {
    row: 'reset or timeout after the request began; stall; slow drip; truncated body; short Content-Length',
    faults: ['reset_before_body', 'reset_after_body', 'stall', 'slow_drip', 'truncate', 'short_content_length'],
    send: ['unknown', 1],
    harmless: ['given up', 4],
    cancel: ['given up', 4],
  },
  {
    row: '5xx, HTML, empty body, 200 with HTML',
    faults: ['http_500', 'http_502', 'xml_with_500', 'html', 'empty_body'],
    send: ['unknown', 1],
    harmless: ['given up', 4],
    cancel: ['given up', 4],
  },
  {
    row: '401, 403, 404, 413',
    faults: ['http_401', 'http_403', 'http_404', 'http_413'],
    send: ['not sent', 1],
    harmless: ['configuration error', 1],
    cancel: ['configuration error', 1],
  },
  {
    row: '429, 503',
    faults: ['http_429', 'http_503'],
    send: ['unknown', 1],
    harmless: ['given up', 4],
    cancel: ['given up', 4],
  },
  {
    row: "429, 503 with the gateway's own rejection",
    faults: ['rejection_with_503'],
    send: ['rejected', 1],
    harmless: ['given up', 4],
    cancel: ['given up', 4],
  },
  {
    row: 'redirect',
    faults: ['redirect'],
    send: ['not sent', 1],
    harmless: ['configuration error', 1],
    cancel: ['configuration error', 1],
  },
  {
    row: 'a fault the gateway documents as a rejection',
    faults: ['rejection'],
    send: ['rejected', 1],
    harmless: ['error', 1],
    cancel: ['error', 1],
  },
  {
    row: 'unknown or malformed fault; wrong shape; entry count differs from recipients; no usable id',
    faults: ['unknown_fault', 'library_fault', 'malformed_fault', 'wrong_shape', 'wrong_entry_count', 'missing_ids'],
    send: ['unknown', 1],
    harmless: ['error', 1],
    cancel: ['error', 1],
  },
  {
    row: 'reply over 1 MiB, over 16 levels deep, a DOCTYPE, two documents, wrong charset',
    faults: ['huge', 'deep_nesting', 'doctype', 'two_documents', 'bad_charset'],
    send: ['unknown', 1],
    harmless: ['error', 1],
    cancel: ['error', 1],
  },
];

const otherCalls: Record<string, (client: UpstreamClient) => Promise<unknown>> = {
  auth: (client) => client.auth(),
  get_credits: (client) => client.getCredits(),
  account_status: (client) => client.accountStatus(),
  get_guid: (client) => client.getGuid(),
  clean_number: (client) => client.cleanNumber('022/364 8000'),
  get_status: (client) => client.getStatus('4711'),
  cancel_message: (client) => client.cancelMessage('4711'),
};

/** Milliseconds for one request, short only where they are waited for; and how much later a busy machine may be. */
const timeFor = (fault: FaultName) => (fault === 'stall' || fault === 'slow_drip' ? 1_000 : 5_000);
const tolerance = 2_000;

const clientOf = ({ url }: Simulator, fault: FaultName, sleep = async () => {}) =>
  createUpstreamClient({
    url,
    credentials: async () => demoAccount,
    deadlines: { total: timeFor(fault) },
    time: { sleep },
  });

/** Has a gateway of its own, so that its requests are those of the call. */
const meet = async (fault: FaultName, call: (client: UpstreamClient) => Promise<Outcome>) => {
  const simulator = await startSimulator();
  if (fault === 'refuse') simulator.setFault({ fault, durationMs: 60_000 });
  else if (fault === 'reset_on_accept') simulator.setFault({ fault, times: 100 });
  else simulator.setFault({ fault });
  const started = performance.now();

  const outcome = await call(clientOf(simulator, fault));

  const elapsed = performance.now() - started;
  const { requests } = simulator.requests();
  await simulator.close();
  return { outcome, requests, isInTime: elapsed < requests * timeFor(fault) + tolerance };
};

const outcomeOfSend = async (client: UpstreamClient): Promise<Outcome> => {
  const upstream = createUpstream(client);
  const outcome = await upstream.handOver({ to: ['+41791234567'], text: 'Hello', type: 'text' });
  if (outcome.kind === 'not_sent') return 'not sent';
  if (outcome.kind === 'answered') return outcome.results[0]?.accepted === true ? 'answered' : 'unknown';
  return outcome.kind;
};

const outcomeOf = async (answer: Promise<unknown>): Promise<Outcome> => {
  try {
    await answer;
    return 'answered';
  } catch (error) {
    if (error instanceof UpstreamConfigurationError) return 'configuration error';
    if (error instanceof UpstreamError) return error.retryable ? 'given up' : 'error';
    throw error;
  }
};

const expected = ([outcome, requests]: Cell) => ({ outcome, requests, isInTime: true });

test('every fault that the simulated gateway knows is in the table', () => {
  expect(table.flatMap(({ faults }) => faults).toSorted()).toEqual(Object.keys(faultKinds).toSorted());
});

describe.each(table)('$row', ({ faults, send, harmless, cancel }) => {
  test.each(faults)(`invariant 5: a send that meets %s is ${send[0]}`, async (fault) => {
    expect(await meet(fault, outcomeOfSend)).toEqual(expected(send));
  });

  test.each(faults)(`another call that meets %s is ${harmless[0]}`, async (fault) => {
    const calls = Object.entries(otherCalls).map(async ([method, call]) => [
      method,
      await meet(fault, (client) => outcomeOf(call(client))),
    ]);

    const cells = Object.keys(otherCalls).map((method) => [method, expected(harmless)]);
    expect(Object.fromEntries(await Promise.all(calls))).toEqual({
      ...Object.fromEntries(cells),
      cancel_message: expected(cancel),
    });
  });
});

test('invariant 5: a send that nobody listens to is repeated, and one request of it arrives', async () => {
  const simulator = await startSimulator();
  simulator.setFault({ fault: 'refuse', durationMs: 60_000 });
  let tries = 1;
  const client = clientOf(simulator, 'refuse', async () => {
    tries += 1;
    if (tries === 3) await simulator.clearFaults();
  });

  expect(await outcomeOfSend(client)).toBe('answered');

  expect(tries).toBe(3);
  expect(simulator.requests().requests).toBe(1);
  expect(simulator.messages()).toHaveLength(1);
  await simulator.close();
});
