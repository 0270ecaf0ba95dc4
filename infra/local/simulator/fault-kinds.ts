/** When a fault strikes. */
export type Strikes =
  /** Nobody listens. */
  | 'listener'
  /** Before a byte is read. */
  | 'connection'
  /** When the headers were read. */
  | 'head'
  /** Another answer, or none, instead of the call's own. */
  | 'replaces'
  /** The call's own answer, spoilt. */
  | 'distorts';

interface FaultKind {
  readonly strikes: Strikes;
  /** What the gateway does. */
  readonly gateway: string;
  /** What textgate should make of it when it sends; to ask for a status does no harm and may be tried again. */
  readonly textgate: string;
}

/** Nobody can tell whether it was taken: who sends again may send twice. */
const unknown = 'The message becomes indeterminate, and is not sent again.';
/** It is proved that nothing was taken. */
const waits = 'The message stays accepted, and is sent later.';
const fails = 'The message fails, with that reason.';

/** Every fault. */
export const faultKinds = {
  refuse: { strikes: 'listener', gateway: 'Nobody listens at its port: connections are refused.', textgate: waits },
  reset_on_accept: {
    strikes: 'connection',
    gateway: 'Each connection is reset as soon as it is made.',
    textgate: 'Where nothing had left yet, the message waits and is sent later; else it becomes indeterminate.',
  },
  reset_before_body: {
    strikes: 'head',
    gateway: 'The connection is reset when the headers are there, before the call was read.',
    textgate: unknown,
  },
  reset_after_body: {
    strikes: 'replaces',
    gateway: 'The connection is reset when the whole call is there, and no answer comes.',
    textgate: unknown,
  },
  stall: {
    strikes: 'replaces',
    gateway: 'No answer comes, and the connection stays open.',
    textgate: `It stops waiting in time. ${unknown}`,
  },
  http_401: { strikes: 'replaces', gateway: 'It answers HTTP 401: no such user.', textgate: waits },
  http_403: { strikes: 'replaces', gateway: 'It answers HTTP 403: not allowed.', textgate: waits },
  http_404: { strikes: 'replaces', gateway: 'It answers HTTP 404: no such address.', textgate: waits },
  http_413: { strikes: 'replaces', gateway: 'It answers HTTP 413: the call is too large.', textgate: waits },
  http_429: { strikes: 'replaces', gateway: 'It answers HTTP 429: too many calls.', textgate: unknown },
  http_500: { strikes: 'replaces', gateway: 'It answers HTTP 500: an error of its own.', textgate: unknown },
  http_502: { strikes: 'replaces', gateway: 'It answers HTTP 502: something before it is broken.', textgate: unknown },
  http_503: { strikes: 'replaces', gateway: 'It answers HTTP 503: busy.', textgate: unknown },
  redirect: {
    strikes: 'replaces',
    gateway: 'It sends the caller to another address.',
    textgate: `It does not follow. ${waits}`,
  },
  html: { strikes: 'replaces', gateway: 'It answers a web page instead of XML.', textgate: unknown },
  empty_body: { strikes: 'replaces', gateway: 'It answers nothing, in good order.', textgate: unknown },
  wrong_shape: {
    strikes: 'replaces',
    gateway: 'It answers XML-RPC of a shape that nobody expects.',
    textgate: unknown,
  },
  unknown_fault: {
    strikes: 'replaces',
    gateway: 'It answers a fault with a code that nobody knows.',
    textgate: unknown,
  },
  library_fault: {
    strikes: 'replaces',
    gateway: 'It answers a fault of its XML-RPC library, whose number looks like an error code.',
    textgate: unknown,
  },
  rejection: {
    strikes: 'replaces',
    gateway: 'It rejects the whole call with a fault: the text is too long.',
    textgate: fails,
  },
  rejection_with_503: {
    strikes: 'replaces',
    gateway: 'It rejects the whole call with a fault, in an HTTP 503.',
    textgate: fails,
  },
  malformed_fault: { strikes: 'replaces', gateway: 'It answers a fault without code or text.', textgate: unknown },
  deep_nesting: { strikes: 'replaces', gateway: 'It answers arrays in arrays, a hundred deep.', textgate: unknown },
  latency: {
    strikes: 'distorts',
    gateway: 'Its answer comes late, by what is set.',
    textgate: 'It waits, up to its limit.',
  },
  slow_drip: {
    strikes: 'distorts',
    gateway: 'Its answer comes a byte at a time.',
    textgate: `It stops waiting in time. ${unknown}`,
  },
  truncate: { strikes: 'distorts', gateway: 'Its answer ends half-way.', textgate: unknown },
  short_content_length: { strikes: 'distorts', gateway: 'It announces half of its answer.', textgate: unknown },
  xml_with_500: { strikes: 'distorts', gateway: 'Its answer is sound, in an HTTP 500.', textgate: unknown },
  wrong_entry_count: { strikes: 'distorts', gateway: 'Its answer leaves out a recipient.', textgate: unknown },
  missing_ids: { strikes: 'distorts', gateway: 'Its answer has no message ids.', textgate: unknown },
  doctype: {
    strikes: 'distorts',
    gateway: 'Its answer has a document type, which could hide entities.',
    textgate: unknown,
  },
  two_documents: { strikes: 'distorts', gateway: 'It answers two documents in one.', textgate: unknown },
  huge: { strikes: 'distorts', gateway: 'Its answer is longer than 2 MiB.', textgate: unknown },
  bad_charset: { strikes: 'distorts', gateway: 'Its answer has bytes that are not UTF-8.', textgate: unknown },
} as const satisfies Record<string, FaultKind>;

export type FaultName = keyof typeof faultKinds;

/** Whether a fault strikes when it is known what is called: then it can choose by that. */
export const strikesCalls = (name: FaultName): boolean => isOneOf(faultKinds[name].strikes, 'replaces', 'distorts');

/** Whether it is to be chosen if a call is carried out all the same. */
export const mayBeApplied = (name: FaultName): boolean => isOneOf(faultKinds[name].strikes, 'head', 'replaces');

const isOneOf = (strikes: Strikes, ...those: readonly Strikes[]): boolean => those.includes(strikes);

export const isFaultName = (name: unknown): name is FaultName =>
  typeof name === 'string' && Object.hasOwn(faultKinds, name);
