import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../../client/index.ts';
import { mayPass } from '../connection.ts';

export interface Polled<T> {
  /** The last that was had, also where the last attempt failed. */
  readonly value: T | undefined;
  /** Of the last attempt. */
  readonly error: unknown;
  /** Looks again at once. */
  readonly reload: () => void;
}

/** Milliseconds that a failure adds to the next look, and the most that several do. */
const firstPause = 4_000;
const longestPause = 60_000;

const pauseFor = (error: unknown, failures: number): number => {
  const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1_000 : 0;
  return Math.max(asked, Math.min(longestPause, firstPause * 2 ** (failures - 1)));
};

/**
 * Loads something, and loads it again from time to time: never twice at once, never in a tab that is hidden, and less and
 * less often while it fails.
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

    const look = async () => {
      if (isLooking || end.signal.aborted) return;
      clearTimeout(timer);
      isLooking = true;
      let pause = latest.current.every;
      try {
        const value = await latest.current.load(end.signal);
        failures = 0;
        if (!end.signal.aborted) setState({ value, error: undefined, what });
      } catch (error) {
        failures += 1;
        pause = mayPass(error) ? pauseFor(error, failures) : undefined;
        if (!end.signal.aborted) setState((before) => ({ ...forThis(before, what), error, what }));
      }
      isLooking = false;
      if (pause !== undefined) timer = setTimeout(lookIfSeen, pause);
    };
    const lookIfSeen = () => {
      if (!document.hidden) look();
    };
    const onVisible = () => {
      if (!document.hidden && (latest.current.every !== undefined || failures > 0)) look();
    };

    lookNow.current = look;
    look();
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      end.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
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
