import { setTimeout as sleep } from 'node:timers/promises';
import { ControlError } from './control-error.ts';
import { receivedAt, type SimulatedMessage } from './progress.ts';
import { type MessageView, messagesTo, type SimulatorState, viewMessage, withPlus } from './state.ts';

export interface Wanted {
  /** With its country code. */
  readonly to: string;
  /** Only messages that came after this instant (RFC 3339, of the gateway's clock), or were accepted after the message with this id. */
  readonly after?: string | undefined;
  /** How long to wait for one; 0: do not wait. */
  readonly waitSeconds: number;
}

/** Milliseconds between two looks. */
const pause = 50;

/**
 * The newest message that the phone of this number has received, as soon as there is one.
 * @param current returns the present state: a reset makes a new one
 * @throws ControlError if none came in time, or the signal's reason
 */
export const waitForLatest = async (
  current: () => SimulatorState,
  { to, after, waitSeconds }: Wanted,
  signal: AbortSignal,
): Promise<MessageView> => {
  const isLater = after === undefined ? () => true : laterThan(current(), after);
  const deadline = performance.now() + waitSeconds * 1000;
  for (;;) {
    const state = current();
    const message = newest(
      state,
      messagesTo(state, to).filter((candidate) => isLater(state, candidate)),
    );
    if (message !== undefined) return viewMessage(message, state.clock);
    const left = deadline - performance.now();
    if (left <= 0) throw new ControlError(404, noneCame(to, after, waitSeconds));
    await sleep(Math.min(pause, left), undefined, { signal });
  }
};

const newest = (state: SimulatorState, messages: readonly SimulatedMessage[]): SimulatedMessage | undefined => {
  let found: { readonly message: SimulatedMessage; readonly at: number } | undefined;
  for (const message of messages) {
    const at = receivedAt(message, state.clock);
    if (at !== undefined && at >= (found?.at ?? 0)) found = { message, at };
  }
  return found?.message;
};

type IsLater = (state: SimulatorState, message: SimulatedMessage) => boolean;

const laterThan = (state: SimulatorState, after: string): IsLater => {
  if (state.messages.has(after)) {
    const earlier = new Set<string>();
    for (const id of state.messages.keys()) {
      earlier.add(id);
      if (id === after) break;
    }
    return (_, { id }) => !earlier.has(id);
  }
  const instant = /^\d{4}-\d\d-\d\dT/.test(after) ? Date.parse(after) : Number.NaN;
  if (Number.isNaN(instant)) throw new ControlError(400, '`after` must be a time (RFC 3339) or the id of a message.');
  return ({ clock }, message) => Math.ceil(receivedAt(message, clock) ?? 0) > instant;
};

const noneCame = (to: string, after: string | undefined, waitSeconds: number): string => {
  const later = after === undefined ? '' : ` after ${after}`;
  return `No message has reached ${withPlus(to)}${later}${waitSeconds > 0 ? ` within ${waitSeconds} s` : ''}`;
};
