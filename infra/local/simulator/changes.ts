import { randomUUID } from 'node:crypto';
import { type Progress, progressOf, type SimulatedMessage } from './progress.ts';
import { isHeld, type MessageView, type SimulatorState, viewMessage } from './state.ts';
import type { Changes } from './state-view.ts';

/**
 * Numbers each change of a message when someone first looks at it: most changes follow from the clock, without any signal.
 * @returns a function that gives what has changed since a counter, for as long as the state lasts
 */
export const createChanges = (state: SimulatorState) => {
  const era = randomUUID();
  const seen = new Map<string, { readonly view: MessageView; readonly change: number }>();
  let count = 0;

  const look = (): void => {
    for (const message of state.messages.values()) {
      const before = seen.get(message.id)?.view;
      if (before?.hasEnded) continue;
      if (before !== undefined && isSame(before, message, progressOf(message, state.clock))) continue;
      count += 1;
      seen.set(message.id, { view: viewMessage(message, state.clock), change: count });
    }
  };

  return (counter: string | undefined): Changes => {
    look();
    const [from, number] = counter?.split('.') ?? [];
    const since = from === era ? Number(number) : 0;
    const changed = Array.from(seen.values()).filter(({ change }) => change > since);
    return {
      counter: `${era}.${count}`,
      isWhole: since === 0,
      messages: changed.toSorted((one, other) => one.change - other.change).map(({ view }) => view),
    };
  };
};

const isSame = (before: MessageView, message: SimulatedMessage, { errorCode, statusCode }: Progress): boolean =>
  before.statusCode === statusCode && before.errorCode === errorCode && before.isHeld === isHeld(message);
