import * as v from 'valibot';

/**
 * Every fault, with the point at which it strikes:
 * `listener`, nobody listens; `connection`, before a byte is read; `head`, when the headers were read;
 * `replaces`, another answer, or none, instead of the call's own; `distorts`, the call's own answer, spoilt.
 */
export const faultKinds = {
  refuse: 'listener',
  reset_on_accept: 'connection',
  reset_before_body: 'head',
  reset_after_body: 'replaces',
  stall: 'replaces',
  http_401: 'replaces',
  http_403: 'replaces',
  http_404: 'replaces',
  http_413: 'replaces',
  http_429: 'replaces',
  http_500: 'replaces',
  http_502: 'replaces',
  http_503: 'replaces',
  redirect: 'replaces',
  html: 'replaces',
  empty_body: 'replaces',
  wrong_shape: 'replaces',
  unknown_fault: 'replaces',
  library_fault: 'replaces',
  rejection: 'replaces',
  rejection_with_503: 'replaces',
  malformed_fault: 'replaces',
  deep_nesting: 'replaces',
  latency: 'distorts',
  slow_drip: 'distorts',
  truncate: 'distorts',
  short_content_length: 'distorts',
  xml_with_500: 'distorts',
  wrong_entry_count: 'distorts',
  missing_ids: 'distorts',
  doctype: 'distorts',
  two_documents: 'distorts',
  huge: 'distorts',
  bad_charset: 'distorts',
} as const satisfies Record<string, FaultKind>;

type FaultKind = 'listener' | 'connection' | 'head' | 'replaces' | 'distorts';

export type FaultName = keyof typeof faultKinds;

const isFaultName = (name: unknown): name is FaultName => typeof name === 'string' && Object.hasOwn(faultKinds, name);

const milliseconds = v.pipe(v.number(), v.minValue(0));

export const faultSchema = v.pipe(
  v.strictObject({
    fault: v.custom<FaultName>(isFaultName, 'Unknown fault'),
    /** Only calls of this method. */
    method: v.optional(v.string()),
    /** How often; absent: until the faults are cleared (`reset_on_accept`: once). */
    times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
    /** The share of calls it strikes, drawn reproducibly from `seed`. */
    rate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
    seed: v.optional(v.pipe(v.number(), v.integer())),
    /** Whether a call whose answer is replaced is carried out all the same; absent: it is not. */
    applied: v.optional(v.boolean()),
    /** The time before the answer, or before the fault in its place. The call is carried out before it. */
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
    ({ fault, method }) => method === undefined || strikesCalls(fault),
    'The method of a call is not known yet when this fault strikes: leave out `method`',
  ),
  v.check(
    ({ fault, applied }) => !(faultKinds[fault] === 'distorts' && applied === false),
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

const strikesCalls = (fault: FaultName): boolean =>
  faultKinds[fault] === 'replaces' || faultKinds[fault] === 'distorts';

/** The faults that are set. Each strikes as often as it says, the oldest first. */
export interface FaultQueue {
  add(fault: Fault): void;
  clear(): void;
  list(): readonly Fault[];
  /** The fault, if any, that this connection, or these headers, run into. */
  take(kind: 'connection' | 'head'): Fault | undefined;
  /** The fault, if any, that a call of this method runs into. */
  takeForCall(method: string): Fault | undefined;
}

interface PendingFault {
  readonly fault: Fault;
  readonly draw: () => number;
  left: number;
}

export const createFaultQueue = (): FaultQueue => {
  let pending: PendingFault[] = [];

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
    list: () => pending.map(({ fault }) => fault),
    take: (kind) => takeWhere(({ fault }) => faultKinds[fault] === kind),
    takeForCall: (called) =>
      takeWhere(({ fault, method }) => strikesCalls(fault) && (method === undefined || method === called)),
  };
};

/** Numbers from 0 to 1, the same ones for the same seed (Tommy Ettinger's generator, public domain). */
const mulberry32 = (seed: number) => {
  let state = seed | 0;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
