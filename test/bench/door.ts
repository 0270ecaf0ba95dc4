import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { eachOf } from '../../functions/runtime/concurrency.ts';
import { encodeCall } from '../../functions/xmlrpc/encode.ts';
import { login } from '../support/clients/xmlrpc-door.ts';
import { forkIn } from './fork-in.ts';
import { median, milliseconds } from './quantities.ts';
import type { Bench, Row } from './row.ts';

const rounds = 7;
const warmUps = 2;
const requestsPerRound = 1_000;
const requestsAtOnce = 8;

const calls = {
  send_message: encodeCall('send_message', [
    ...login,
    '+41791234567',
    'Your appointment is tomorrow at 14:00. Reply STOP to opt out.',
    'Practice',
  ]),
  get_credits: encodeCall('get_credits', login),
};

interface Server {
  readonly url: string;
  readonly child: ChildProcess;
}

/** In each round. */
interface Load {
  readonly requestsPerSecond: number;
  /** Milliseconds of the server's CPU time. */
  readonly cpuPerRequest: number;
}

/**
 * What the XML-RPC door costs without the network, store and gateway behind it, against a server of the `xmlrpc`
 * package with an empty handler. Each runs in its own process; this process sends them the same requests in turn. It
 * may itself limit the requests per second, so the CPU time per request is the more reliable figure.
 */
export const door: Bench = async (signal) => {
  const processes = ['ours', 'bare'].map((DOOR) => forkIn('door-process.ts', { DOOR }, signal));
  try {
    const servers = await Promise.all(
      processes.map(
        async ({ child, message }): Promise<Server> => ({ child, url: v.parse(v.string(), await message) }),
      ),
    );
    const rows: Row[] = [];
    for (const [method, body] of Object.entries(calls)) {
      const loads = servers.map((): Load[] => []);
      for (let round = 0; round < warmUps + rounds; round += 1) {
        for (const [index, server] of servers.entries()) loads[index]?.push(await load(server, body, signal));
      }
      const [ours = [], bare = []] = loads.map((all) => all.slice(warmUps));
      rows.push(...rowsOf(method, ours, bare));
    }
    return rows;
  } finally {
    for (const { stop } of processes) stop();
  }
};

const rowsOf = (method: string, ours: readonly Load[], bare: readonly Load[]): Row[] => {
  const rate = (loads: readonly Load[]) => median(loads.map(({ requestsPerSecond }) => requestsPerSecond));
  const cpu = (loads: readonly Load[]) => median(loads.map(({ cpuPerRequest }) => cpuPerRequest));
  return [
    {
      what: `${method}: requests a second`,
      figure: rate(ours).toFixed(0),
      reference: `${rate(bare).toFixed(0)}, a bare xmlrpc server`,
      ratio: rate(ours) / rate(bare),
    },
    {
      what: `${method}: CPU a request`,
      figure: milliseconds(cpu(ours)),
      reference: `${milliseconds(cpu(bare))}, a bare xmlrpc server`,
      ratio: cpu(ours) / cpu(bare),
    },
  ];
};

const load = async ({ url, child }: Server, body: string, signal: AbortSignal): Promise<Load> => {
  const agent = new Agent({ keepAlive: true, maxSockets: requestsAtOnce });
  try {
    const cpuBefore = await cpuTime(child, signal);
    const start = performance.now();
    await eachOf(Array(requestsPerRound).keys(), requestsAtOnce, () => post(url, body, agent, signal));
    const seconds = (performance.now() - start) / 1000;
    const cpu = (await cpuTime(child, signal)) - cpuBefore;
    return { requestsPerSecond: requestsPerRound / seconds, cpuPerRequest: cpu / requestsPerRound };
  } finally {
    agent.destroy();
  }
};

const cpuTime = async (child: ChildProcess, signal: AbortSignal): Promise<number> => {
  const told = once(child, 'message', { signal });
  child.send('cpu');
  return v.parse(v.tuple([v.number()]), [(await told)[0]])[0];
};

/** @throws Error for any answer but a result */
const post = async (url: string, body: string, agent: Agent, signal: AbortSignal): Promise<void> => {
  const headers = { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) };
  const sent = request(url, { method: 'POST', agent, headers, signal }).end(body);
  const [response] = await once(sent, 'response', { signal });
  const answer = await text(response);
  if (response.statusCode !== 200 || !answer.includes('<params>')) throw new Error(`The door answered ${answer}`);
};
