import { useEffect } from 'preact/hooks';
import { isIdle } from '../session.ts';

/** No `scroll`: a page that gets news scrolls by itself. */
const signsOfLife = ['pointerdown', 'pointermove', 'wheel', 'keydown', 'touchstart'] as const;

/** Milliseconds from one look whether somebody is there to the next. */
const lookEvery = 15_000;

/**
 * Tells when nobody has done anything for too long.
 * @param onActive from time to time, when something was last done; milliseconds since 1970
 */
export const useIdle = (isWatching: boolean, onIdle: () => void, onActive: (activeAt: number) => void): void => {
  useEffect(() => {
    if (!isWatching) return;
    let activeAt = Date.now();
    const look = () => {
      // A clock that was set back does not make it longer.
      activeAt = Math.min(activeAt, Date.now());
      if (isIdle(activeAt, Date.now())) onIdle();
      else onActive(activeAt);
    };
    const note = () => {
      // A tab that slept is woken by the very move that comes too late.
      if (isIdle(activeAt, Date.now())) onIdle();
      else activeAt = Date.now();
    };
    const timer = setInterval(look, lookEvery);
    for (const sign of signsOfLife) addEventListener(sign, note, { passive: true, capture: true });
    // A tab that is left may be reloaded or duplicated before the next look.
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
