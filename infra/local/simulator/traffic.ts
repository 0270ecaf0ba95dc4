import type { Socket } from 'node:net';
import type { Call, Parameter } from './wire.ts';

interface RecordedCall {
  readonly method: string;
  readonly params: readonly Parameter[];
  /** RFC 3339, of the machine's clock, not the gateway's. */
  readonly at: string;
  /** Length of the request's body. */
  readonly bytes: number;
  /** The fault that hit it. */
  readonly fault: string | null;
  /** Whether it was carried out. */
  readonly applied: boolean;
}

export interface Traffic {
  /** Connections with requests to the XML-RPC address. */
  readonly connections: number;
  /** Requests to the XML-RPC address, and the bytes of those bodies that were read. */
  readonly requests: number;
  readonly bytes: number;
  /** Requests that were reset before the body was read. */
  readonly unread: number;
  /** Bodies that could not be read as a call. */
  readonly unreadable: number;
  /** Requests to an address that does not exist. */
  readonly strays: number;
  readonly methods: Readonly<
    Record<string, { readonly calls: number; readonly applied: number; readonly bytes: number }>
  >;
  /** The newest, oldest first. */
  readonly calls: readonly RecordedCall[];
}

const keptCalls = 1000;

type Counter = 'unread' | 'unreadable' | 'strays';

export interface TrafficLog {
  /** One request to the XML-RPC address. */
  countRequest(socket: Socket): void;
  count(counter: Counter): void;
  countBytes(bytes: number): void;
  record(call: Call, facts: { readonly bytes: number; readonly fault: string | null; readonly applied: boolean }): void;
  view(): Traffic;
  reset(): void;
}

export const createTrafficLog = (): TrafficLog => {
  let sockets = new WeakSet<Socket>();
  const counters = { connections: 0, requests: 0, bytes: 0, unread: 0, unreadable: 0, strays: 0 };
  const methods = new Map<string, { calls: number; applied: number; bytes: number }>();
  const calls: RecordedCall[] = [];

  return {
    countRequest: (socket) => {
      counters.requests += 1;
      if (!sockets.has(socket)) counters.connections += 1;
      sockets.add(socket);
    },
    count: (counter) => {
      counters[counter] += 1;
    },
    countBytes: (bytes) => {
      counters.bytes += bytes;
    },
    record: ({ method, params }, { bytes, fault, applied }) => {
      const totals = methods.get(method) ?? { calls: 0, applied: 0, bytes: 0 };
      totals.calls += 1;
      totals.bytes += bytes;
      if (applied) totals.applied += 1;
      methods.set(method, totals);

      calls.push({ method, params, at: new Date().toISOString(), bytes, fault, applied });
      if (calls.length > 2 * keptCalls) calls.splice(0, calls.length - keptCalls);
    },
    view: () => ({
      ...counters,
      methods: Object.fromEntries(Array.from(methods, ([method, totals]) => [method, { ...totals }])),
      calls: calls.slice(-keptCalls),
    }),
    reset: () => {
      Object.assign(counters, { connections: 0, requests: 0, bytes: 0, unread: 0, unreadable: 0, strays: 0 });
      sockets = new WeakSet();
      methods.clear();
      calls.length = 0;
    },
  };
};
