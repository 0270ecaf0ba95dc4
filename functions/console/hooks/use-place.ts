import { useEffect, useState } from 'preact/hooks';
import { type Place, placeHref, readPlace } from '../address.ts';

/** The place that the address shows. */
export const usePlace = (): Place => {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = () => setHash(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return readPlace(hash);
};

/** Goes to a place. With `replace`, the Back button skips the present one. */
export const go = (
  path: readonly string[],
  filters: Readonly<Record<string, string | undefined>> = {},
  { replace = false } = {},
): void => {
  const href = placeHref(path, filters);
  if (replace) location.replace(href);
  else location.hash = href;
};
