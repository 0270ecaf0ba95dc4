import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { pauseBefore } from '../polling.ts';

export interface Polled<T> {
  /** The last that was had, also where the last attempt failed. */
  readonly value: T | undefined;
  /** Of the last attempt. */
  readonly error: unknown;
  /** Looks again at once, or as soon as the look under way is over: what was done meanwhile may not be in that. */
  readonly reload: () => void;
}

/**
 * Loads something, and loads it again from time to time: never twice at once, never in a tab that is hidden, and less and
 * less often while it fails. Where the network is back, it looks at once.
 * @param every milliseconds from one answer to the next request; `undefined`: it is loaded once
 * @param what with other values, what was loaded before is forgotten
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

/** What was loaded for something else is none of this. */
const forThis = <T>(
  state: { readonly value: T | undefined; readonly error: unknown; readonly what: readonly unknown[] },
  what: readonly unknown[],
): { readonly value: T | undefined; readonly error: unknown } =>
  state.what.length === what.length && state.what.every((one, index) => one === what[index])
    ? { value: state.value, error: state.error }
    : { value: undefined, error: undefined };
