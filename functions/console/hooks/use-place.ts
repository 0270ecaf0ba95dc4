import { useEffect, useState } from 'preact/hooks';
import { type Place, placeHref, readPlace } from '../address.ts';

/** Where one is, by the address bar. */
export const usePlace = (): Place => {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return readPlace(hash);
};

/** Goes somewhere; `replace` leaves no step to go back to. */
export const go = (
  path: readonly string[],
  filters: Readonly<Record<string, string | undefined>> = {},
  { replace = false } = {},
): void => {
  const href = placeHref(path, filters);
  if (replace) location.replace(href);
  else location.hash = href;
};
