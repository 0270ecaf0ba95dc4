import { CallTooLateError, UpstreamUnavailableError } from '../messages/errors.ts';
import type { HandOver, HandOverOutcome, HandOverResult, Upstream, UpstreamState } from '../messages/ports.ts';
import { chunksOf, eachOf } from '../runtime/concurrency.ts';
import { XmlRpcEncodeError } from '../xmlrpc/errors.ts';
import type { SendOptions, UpstreamClient } from './client.ts';
import { stateOf } from './codes.ts';
import { InexpressibleTimeError, UpstreamConfigurationError, UpstreamError } from './errors.ts';
import type { SentEntry, StatusEntry } from './reply.ts';
import { fromZurichTime, toZurichTime } from './zurich-time.ts';

const idsPerCall = 100;
const callsAtOnce = 5;

/** Implements the port `Upstream` with the client. */
export const createUpstream = (client: UpstreamClient): Upstream => ({
  async handOver(request) {
    try {
      const entries = await client.sendMessage(sendOptionsOf(request));
      return { kind: 'answered', results: entries.map(resultOf) };
    } catch (error) {
      return outcomeOf(error);
    }
  },

  async states(upstreamIds, deadline) {
    const states = new Map<string, UpstreamState>();
    await eachOf(callsFor(upstreamIds), callsAtOnce, async (ids) => {
      for (const entry of await available(client.getStatus(ids, deadline))) {
        const state = stateIn(entry);
        if (state !== undefined) states.set(entry.id, state);
      }
    });
    return states;
  },

  async cancel(upstreamIds, deadline) {
    const canceled = new Map<string, boolean>();
    await eachOf(callsFor(upstreamIds), callsAtOnce, async (ids) => {
      for (const entry of await available(client.cancelMessage(ids, deadline))) canceled.set(entry.id, entry.canceled);
    });
    return canceled;
  },

  scheduleProblem,
});

/** See `Upstream`. It needs no call. */
export const scheduleProblem: Upstream['scheduleProblem'] = (at) => {
  try {
    toZurichTime(at);
    return undefined;
  } catch (error) {
    if (error instanceof InexpressibleTimeError) return error.message;
    throw error;
  }
};

const callsFor = (upstreamIds: readonly string[]) => chunksOf([...new Set(upstreamIds)], idsPerCall);

const sendOptionsOf = ({ to, text, type, sender, scheduledAt, notAfter }: HandOver): SendOptions => ({
  to: to.map((number) => number.replace('+', '')),
  text,
  ...(sender === undefined ? {} : { sender }),
  ...(scheduledAt === undefined ? {} : { scheduledAt }),
  ...(notAfter === undefined ? {} : { notAfter }),
  // `text` is the upstream's default.
  ...(type === 'text' ? {} : { type }),
});

const resultOf = (entry: SentEntry): HandOverResult => {
  if (entry.accepted === 'unknown') return { accepted: 'unknown', ...(entry.cause && { cause: entry.cause }) };
  return entry.accepted
    ? { accepted: true, upstreamId: entry.id, status: entry.scheduled ? 'scheduled' : 'queued' }
    : { accepted: false, reason: entry.reason };
};

/** The outcome of a hand-over that threw. Unless it is certain that nothing left, the messages may have been sent. */
const outcomeOf = (error: unknown): HandOverOutcome => {
  const cause = error instanceof Error ? error : new Error('The hand-over failed.', { cause: error });
  if (cause instanceof UpstreamError && cause.refusal !== undefined) {
    return { kind: 'rejected', reason: cause.refusal };
  }
  // The request should have been rejected earlier. A later hand-over could not succeed either.
  if (cause instanceof XmlRpcEncodeError || cause instanceof InexpressibleTimeError) {
    return { kind: 'rejected', reason: { code: 'unsendable', text: cause.message } };
  }
  const nothingLeft =
    cause instanceof CallTooLateError ||
    cause instanceof UpstreamConfigurationError ||
    (cause instanceof UpstreamError && cause.phase === 'not_written');
  return nothingLeft ? { kind: 'not_sent', cause } : { kind: 'unknown', cause };
};

/** `undefined` if the codes are in neither table. Such an entry is left out, so that it does not stop the others. */
const stateIn = (entry: StatusEntry): UpstreamState | undefined => {
  if (!entry.known) return { status: undefined };
  const state = stateOf(entry.errorCode, entry.statusCode);
  const since = entry.lastDate === undefined ? undefined : fromZurichTime(entry.lastDate);
  return state && { ...state, ...(since && { since }) };
};

const available = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof UpstreamError || error instanceof XmlRpcEncodeError)) throw error;
    // If the upstream refuses the address or the credentials, its answer says nothing about these messages.
    const isUnaskable = error instanceof XmlRpcEncodeError;
    const isAboutCall = !isUnaskable && !(error instanceof UpstreamConfigurationError) && error.phase === 'replied';
    const answered = isUnaskable || (isAboutCall && !error.retryable);
    throw new UpstreamUnavailableError(error.message, { cause: error, answered });
  }
};
