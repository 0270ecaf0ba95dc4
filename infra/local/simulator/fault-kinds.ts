/** When a fault takes effect. */
export type Strikes =
  /** Nobody listens. */
  | 'listener'
  /** Before a byte is read. */
  | 'connection'
  /** After the headers were read. */
  | 'head'
  /** Another answer, or none, instead of the call's own. */
  | 'replaces'
  /** The call's own answer, spoilt. */
  | 'distorts';

interface FaultKind {
  readonly strikes: Strikes;
  /** What the gateway does. */
  readonly gateway: string;
  /** What textgate should do if it was sending. (Questions about a status do no harm and may be repeated.) */
  readonly textgate: string;
}

/** Nobody can know whether the message was accepted: sending again could send twice. */
const unknown = 'The message becomes indeterminate (the console says “Unknown”) and is not sent again.';
/** Nothing was accepted, and that is certain. */
const waits = 'The message stays accepted and is sent later.';
const fails = 'The message fails with that reason.';

/** Every fault. */
export const faultKinds = {
  refuse: { strikes: 'listener', gateway: 'Nobody listens at its port: connections are refused.', textgate: waits },
  reset_on_accept: {
    strikes: 'connection',
    gateway: 'Each connection is reset as soon as it is made.',
    textgate:
      'If nothing was sent yet, the message waits and is sent later. Otherwise it becomes indeterminate (“Unknown”).',
  },
  reset_before_body: {
    strikes: 'head',
    gateway: 'The connection is reset after the headers, before the call is read.',
    textgate: unknown,
  },
  reset_after_body: {
    strikes: 'replaces',
    gateway: 'The connection is reset after the whole call, without an answer.',
    textgate: unknown,
  },
  stall: {
    strikes: 'replaces',
    gateway: 'No answer comes, and the connection stays open.',
    textgate: `It gives up waiting in time. ${unknown}`,
  },
  http_401: { strikes: 'replaces', gateway: 'It answers HTTP 401: no such user.', textgate: waits },
  http_403: { strikes: 'replaces', gateway: 'It answers HTTP 403: not allowed.', textgate: waits },
  http_404: { strikes: 'replaces', gateway: 'It answers HTTP 404: no such address.', textgate: waits },
  http_413: { strikes: 'replaces', gateway: 'It answers HTTP 413: the call is too large.', textgate: waits },
  http_429: { strikes: 'replaces', gateway: 'It answers HTTP 429: too many calls.', textgate: unknown },
  http_500: { strikes: 'replaces', gateway: 'It answers HTTP 500: an error of its own.', textgate: unknown },
  http_502: {
    strikes: 'replaces',
    gateway: 'It answers HTTP 502: a proxy in front of it is broken.',
    textgate: unknown,
  },
  http_503: { strikes: 'replaces', gateway: 'It answers HTTP 503: busy.', textgate: unknown },
  redirect: {
    strikes: 'replaces',
    gateway: 'It sends the caller to another address.',
    textgate: `It does not follow. ${waits}`,
  },
  html: { strikes: 'replaces', gateway: 'It answers with a web page instead of XML.', textgate: unknown },
  empty_body: { strikes: 'replaces', gateway: 'It answers with an empty body.', textgate: unknown },
  wrong_shape: {
    strikes: 'replaces',
    gateway: 'It answers with valid XML-RPC of an unexpected shape.',
    textgate: unknown,
  },
  unknown_fault: {
    strikes: 'replaces',
    gateway: 'It answers with a fault with an unknown code.',
    textgate: unknown,
  },
  library_fault: {
    strikes: 'replaces',
    gateway: 'It answers with a fault of its XML-RPC library. Its number looks like an error code.',
    textgate: unknown,
  },
  rejection: {
    strikes: 'replaces',
    gateway: 'It rejects the whole call with a fault: the text is too long.',
    textgate: fails,
  },
  rejection_with_503: {
    strikes: 'replaces',
    gateway: 'It rejects the whole call with a fault and HTTP status 503.',
    textgate: fails,
  },
  malformed_fault: { strikes: 'replaces', gateway: 'It answers with a fault without code or text.', textgate: unknown },
  deep_nesting: { strikes: 'replaces', gateway: 'It answers with arrays nested a hundred deep.', textgate: unknown },
  latency: {
    strikes: 'distorts',
    gateway: 'Its answer comes late, by the delay that is set.',
    textgate: 'It waits up to its limit.',
  },
  slow_drip: {
    strikes: 'distorts',
    gateway: 'Its answer comes one byte at a time.',
    textgate: `It gives up waiting in time. ${unknown}`,
  },
  truncate: { strikes: 'distorts', gateway: 'Its answer ends half-way.', textgate: unknown },
  short_content_length: {
    strikes: 'distorts',
    gateway: 'Its Content-Length is half of its answer.',
    textgate: unknown,
  },
  xml_with_500: { strikes: 'distorts', gateway: 'Its answer is correct, but has HTTP status 500.', textgate: unknown },
  wrong_entry_count: { strikes: 'distorts', gateway: 'Its answer leaves out one recipient.', textgate: unknown },
  missing_ids: { strikes: 'distorts', gateway: 'Its answer has no message ids.', textgate: unknown },
  doctype: {
    strikes: 'distorts',
    gateway: 'Its answer has a document type, which could hide entities.',
    textgate: unknown,
  },
  two_documents: { strikes: 'distorts', gateway: 'Its answer has two documents in one.', textgate: unknown },
  huge: { strikes: 'distorts', gateway: 'Its answer is longer than 2 MiB.', textgate: unknown },
  bad_charset: { strikes: 'distorts', gateway: 'Its answer has bytes that are not UTF-8.', textgate: unknown },
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof faultKinds;

/** Whether a fault takes effect after the call was read, so that it can depend on the call. */
export const strikesCalls = (name: FaultName): boolean => isOneOf(faultKinds[name].strikes, 'replaces', 'distorts');

/** Whether one can choose that the call is carried out anyway. */
export const mayBeApplied = (name: FaultName): boolean => isOneOf(faultKinds[name].strikes, 'head', 'replaces');

const isOneOf = (strikes: Strikes, ...those: readonly Strikes[]): boolean => those.includes(strikes);

export const isFaultName = (name: unknown): name is FaultName =>
  typeof name === 'string' && Object.hasOwn(faultKinds, name);
