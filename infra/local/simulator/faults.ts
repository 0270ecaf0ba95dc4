import * as v from 'valibot';
import { type FaultName, faultKinds, isFaultName, strikesCalls } from './fault-kinds.ts';
import { mulberry32 } from './random.ts';

/** Timers run for a day at most. */
const milliseconds = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400_000));

export const faultSchema = v.pipe(
  v.strictObject({
    fault: v.custom<FaultName>(isFaultName, 'Unknown fault'),
    /** Only calls of this method. */
    method: v.optional(v.string()),
    /** Only calls that send to this number, in E.164: other messages are not affected. */
    to: v.optional(v.string()),
    /** How many times; absent: until the faults are cleared (`reset_on_accept`: once). */
    times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    /** The share of calls that it hits, drawn reproducibly from `seed`. */
    rate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    seed: v.optional(v.pipe(v.number(), v.integer())),
    /** Whether a call with a replaced answer is carried out anyway; absent: it is not. */
    applied: v.optional(v.boolean()),
    /** The delay of the answer, or of the fault in its place. The call is carried out before it. */
    delayMs: v.optional(milliseconds),
    /** `refuse`: how long nobody listens; absent: 1,000. */
    durationMs: v.optional(milliseconds),
    /** `slow_drip`: the time between two bytes; absent: 100. */
    intervalMs: v.optional(milliseconds),
    /** `http_429` and `http_503`: the header of that name; absent: 1 for 429, none for 503. */
    retryAfterSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    /** `deep_nesting`: levels of arrays; absent: 100. */
    depth: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  }),
  v.check(
    ({ fault, method, to }) => (method ?? to) === undefined || strikesCalls(fault),
    'What a call asks for is not known yet when this fault strikes: leave out `method` and `to`',
  ),
  v.check(
    ({ fault, applied }) => !(faultKinds[fault].strikes === 'distorts' && applied === false),
    'This fault spoils the answer of a call, so the call is always carried out',
  ),
  v.check(
    ({ fault, rate, times }) => fault !== 'refuse' || (rate === undefined && times === undefined),
    'Refused connections cannot be counted: use `durationMs`',
  ),
  v.check(
    ({ fault, rate }) => fault !== 'reset_on_accept' || rate === undefined,
    'This fault would strike the control API as well: use `times`',
  ),
);

export type Fault = v.InferOutput<typeof faultSchema>;

/** A fault that is set. */
export type PendingFault = Fault & {
  /** How many times it will still hit; `null`: until the faults are cleared. */
  readonly left: number | null;
};

/** What faults need to know of a call. */
interface FaultTarget {
  readonly method: string;
  /** As the caller wrote them; `undefined` if they are not texts. */
  readonly recipients: readonly (string | undefined)[];
}

/** The faults that are set. The oldest hits first, as many times as it says. */
export interface FaultQueue {
  add(fault: Fault): void;
  clear(): void;
  list(): readonly PendingFault[];
  /** The fault, if any, that hits this connection, or these headers. */
  take(kind: 'connection' | 'head'): Fault | undefined;
  /** The fault, if any, that hits a call. */
  takeForCall(call: FaultTarget): Fault | undefined;
}

export const createFaultQueue = (): FaultQueue => {
  let pending: { readonly fault: Fault; readonly draw: () => number; left: number }[] = [];

  const takeWhere = (applies: (fault: Fault) => boolean): Fault | undefined => {
    const struck = pending.find(
      ({ fault, draw }) => applies(fault) && (fault.rate === undefined || draw() < fault.rate),
    );
    if (struck === undefined) return undefined;
    struck.left -= 1;
    if (struck.left === 0) pending = pending.filter((other) => other !== struck);
    return struck.fault;
  };

  return {
    add: (fault) => {
      const always = fault.fault === 'reset_on_accept' ? 1 : Number.POSITIVE_INFINITY;
      pending.push({ fault, draw: mulberry32(fault.seed ?? 1), left: fault.times ?? always });
    },
    clear: () => {
      pending = [];
    },
    list: () => pending.map(({ fault, left }) => ({ ...fault, left: Number.isFinite(left) ? left : null })),
    take: (kind) => takeWhere(({ fault }) => faultKinds[fault].strikes === kind),
    takeForCall: (call) =>
      takeWhere(
        ({ fault, method, to }) =>
          strikesCalls(fault) &&
          (method === undefined || method === call.method) &&
          (to === undefined || call.recipients.includes(to)),
      ),
  };
};
