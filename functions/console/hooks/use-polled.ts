import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { pauseBefore } from '../polling.ts';

export interface Polled<T> {
  /** The last value loaded, even if a later attempt failed. */
  readonly value: T | undefined;
  /** The error of the last attempt. */
  readonly error: unknown;
  /** Loads again at once. If a load is under way, another follows it, because it may miss the latest change. */
  readonly reload: () => void;
}

/**
 * Loads something, and loads it again from time to time: never twice at once, not in a hidden tab, and less and less
 * often while it fails. When the network comes back, it loads at once.
 * @param every milliseconds from an answer to the next request; `undefined`: loads once
 * @param what identifies what is loaded: if it changes, the old value is dropped
 */
export const usePolled = <T>(
  load: (signal: AbortSignal) => Promise<T>,
  every: number | undefined,
  what: readonly unknown[],
): Polled<T> => {
  const [state, setState] = useState<{ value: T | undefined; error: unknown; what: readonly unknown[] }>({
    value: undefined,
    error: undefined,
    what,
  });
  const latest = useRef({ load, every });
  latest.current = { load, every };
  const lookNow = useRef(() => {});

  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let isLooking = false;
    let isAskedAgain = false;

    const look = async () => {
      if (isLooking || end.signal.aborted) return;
      clearTimeout(timer);
      isLooking = true;
      isAskedAgain = false;
      let error: unknown;
      try {
        const value = await latest.current.load(end.signal);
        failures = 0;
        if (!end.signal.aborted) setState({ value, error: undefined, what });
      } catch (caught) {
        error = caught;
        failures += 1;
        if (!end.signal.aborted) setState((before) => ({ ...forThis(before, what), error: caught, what }));
      }
      isLooking = false;
      if (end.signal.aborted) return;
      const pause = isAskedAgain ? 0 : pauseBefore(latest.current.every, failures, error);
      if (pause !== undefined) timer = setTimeout(lookIfSeen, pause);
    };
    const lookIfSeen = () => {
      if (!document.hidden) look();
    };
    const onWaking = () => {
      if (latest.current.every !== undefined || failures > 0) lookIfSeen();
    };

    lookNow.current = () => {
      isAskedAgain = true;
      look();
    };
    look();
    document.addEventListener('visibilitychange', onWaking);
    addEventListener('online', onWaking);
    return () => {
      end.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onWaking);
      removeEventListener('online', onWaking);
    };
  }, what);

  return { ...forThis(state, what), reload: useCallback(() => lookNow.current(), []) };
};

/** Drops a value that was loaded for something else. */
const forThis = <T>(
  state: { readonly value: T | undefined; readonly error: unknown; readonly what: readonly unknown[] },
  what: readonly unknown[],
): { readonly value: T | undefined; readonly error: unknown } =>
  state.what.length === what.length && state.what.every((one, index) => one === what[index])
    ? { value: state.value, error: state.error }
    : { value: undefined, error: undefined };
