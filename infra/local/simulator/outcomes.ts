import * as v from 'valibot';
import { ControlError } from './control-error.ts';
import { end, hasEnded, hold, progressOf, release, type SimulatedMessage } from './progress.ts';
import { isHeld, type SimulatorState } from './state.ts';

/** What one can do to a message that is on its way. */
export const outcomeSchema = v.pipe(
  v.strictObject({
    outcome: v.picklist(['deliver', 'fail', 'expire', 'hold', 'release']),
    /** With which it fails; absent: 4. */
    statusCode: v.optional(v.picklist([4, 5, 7])),
  }),
  v.check(
    ({ outcome, statusCode }) => statusCode === undefined || outcome === 'fail',
    'Only a message that fails has a status code to choose',
  ),
);

export type Outcome = v.InferOutput<typeof outcomeSchema>;

/** @throws ControlError if there is no such message, or if it has ended: a gateway never changes a final status. */
export const decide = (state: SimulatorState, id: string, outcome: Outcome): SimulatedMessage => {
  const message = state.messages.get(id);
  if (message === undefined) throw new ControlError(404, `There is no message with the id ${id}.`);
  if (hasEnded(progressOf(message, state.clock))) {
    throw new ControlError(409, 'The message has ended: a gateway never changes a final status.');
  }
  apply(state, message, outcome);
  return message;
};

/** Releases all held messages. */
export const releaseAll = (state: SimulatorState): number => {
  const held = Array.from(state.messages.values()).filter(isHeld);
  for (const message of held) release(message, state.clock.now());
  return held.length;
};

const apply = ({ clock }: SimulatorState, message: SimulatedMessage, { outcome, statusCode }: Outcome): void => {
  const now = clock.now();
  if (outcome === 'hold') hold(message, clock);
  else if (outcome === 'release') release(message, now);
  else end(message, outcome === 'fail' ? (statusCode ?? 4) : endings[outcome], now);
};

/** The status codes of outcomes with only one. */
const endings = { deliver: 1, expire: 6 } as const;
