import { useEffect } from 'preact/hooks';
import { isIdle } from '../session.ts';

/** `scroll` is not among them, because a page that gets news scrolls by itself. */
const signsOfLife = ['pointerdown', 'pointermove', 'wheel', 'keydown', 'touchstart'] as const;

/** Milliseconds between checks for activity. */
const lookEvery = 15_000;

/**
 * Calls `onIdle` if nobody has done anything for too long.
 * @param onActive called from time to time with the time of the last activity, in milliseconds since 1970
 */
export const useIdle = (isWatching: boolean, onIdle: () => void, onActive: (activeAt: number) => void): void => {
  useEffect(() => {
    if (!isWatching) return;
    let activeAt = Date.now();
    const look = () => {
      // If the clock was set back, the time until sign-out must not become longer.
      activeAt = Math.min(activeAt, Date.now());
      if (isIdle(activeAt, Date.now())) onIdle();
      else onActive(activeAt);
    };
    const note = () => {
      // After the computer slept, the first activity may come before the timer.
      if (isIdle(activeAt, Date.now())) onIdle();
      else activeAt = Date.now();
    };
    const timer = setInterval(look, lookEvery);
    for (const sign of signsOfLife) addEventListener(sign, note, { passive: true, capture: true });
    // A tab may be reloaded or duplicated before the next check.
    document.addEventListener('visibilitychange', look);
    addEventListener('pagehide', look);
    addEventListener('focus', look);
    return () => {
      clearInterval(timer);
      for (const sign of signsOfLife) removeEventListener(sign, note, { capture: true });
      document.removeEventListener('visibilitychange', look);
      removeEventListener('pagehide', look);
      removeEventListener('focus', look);
    };
  }, [isWatching, onIdle, onActive]);
};
