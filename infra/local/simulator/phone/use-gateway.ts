import { createContext } from 'preact';
import { useContext, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { StateView } from '../state-view.ts';
import { gateway } from './gateway.ts';
import { type Messages, withChanges } from './phones.ts';

type Facts = Omit<StateView, 'counter' | 'isWhole' | 'messages'>;

export interface Watched {
  /** `undefined` until the first answer. */
  readonly facts: Facts | undefined;
  readonly messages: Messages;
  /** How many milliseconds the gateway's clock is ahead of this machine's. */
  readonly ahead: number;
  /** Whether the last look failed. */
  readonly isLost: boolean;
  /** Looks again at once. */
  readonly look: () => void;
}

/** Milliseconds from one answer to the next look; and the difference between the clocks that the network cannot explain. */
const pause = 500;
const jitter = 1_500;

const nothing = { facts: undefined, messages: new Map(), ahead: 0, isLost: false };

/** Looks at the gateway twice a second, except in a hidden tab. Only what changed is drawn again. */
export const useWatched = (): Watched => {
  const [state, setState] = useState<Omit<Watched, 'look'>>(nothing);
  const lookNow = useRef(() => {});

  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let current: Omit<Watched, 'look'> = nothing;
    let counter: string | undefined;
    let isLooking = false;
    let isWanted = false;

    const show = (next: Omit<Watched, 'look'>) => {
      if (next === current || end.signal.aborted) return;
      current = next;
      setState(next);
    };
    const look = async () => {
      isWanted = isLooking;
      if (isLooking || end.signal.aborted) return;
      clearTimeout(timer);
      isLooking = true;
      try {
        const answer = await gateway.state(counter, end.signal);
        counter = answer.counter;
        show(withAnswer(current, answer));
      } catch {
        if (!current.isLost) show({ ...current, isLost: true });
      }
      isLooking = false;
      if (isWanted) look();
      else if (!document.hidden) timer = setTimeout(look, pause);
    };

    lookNow.current = look;
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      end.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);

  return useMemo(() => ({ ...state, look: () => lookNow.current() }), [state]);
};

const withAnswer = (before: Omit<Watched, 'look'>, answer: StateView): Omit<Watched, 'look'> => {
  const { counter: _, isWhole: __, messages: ___, ...facts } = answer;
  const messages = withChanges(before.messages, answer);
  const ahead = Date.parse(facts.clock.now) - Date.now();
  const isSteady = Math.abs(ahead - before.ahead) < jitter;
  const isSame = before.facts !== undefined && lasting(before.facts) === lasting(facts);
  if (isSteady && isSame && !before.isLost && messages === before.messages) return before;
  return {
    facts: isSame ? before.facts : facts,
    messages,
    ahead: isSteady ? before.ahead : ahead,
    isLost: false,
  };
};

/** The facts that do not change by themselves. */
const lasting = ({ clock, ...others }: Facts): string => JSON.stringify({ ...others, speed: clock.speed });

export const WatchedContext = createContext<Watched>({ ...nothing, look: () => {} });

export const useGateway = (): Watched => useContext(WatchedContext);
