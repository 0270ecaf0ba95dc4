import { useCallback, useState } from 'preact/hooks';
import type { Read } from './phones.ts';

const place = 'textgate-phones-read';

const kept = (): Read => {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(place) ?? '{}');
    return Object.fromEntries(Object.entries(read ?? {}).map(([to, at]) => [to, String(at)]));
  } catch {
    return {};
  }
};

/** What has been read on each phone, kept as long as the tab. */
export const useRead = (): readonly [read: Read, mark: (to: string, until: string) => void] => {
  const [read, setRead] = useState(kept);
  const mark = useCallback((to: string, until: string) => {
    setRead((before) => {
      if (until <= (before[to] ?? '')) return before;
      const after = { ...before, [to]: until };
      sessionStorage.setItem(place, JSON.stringify(after));
      return after;
    });
  }, []);
  return [read, mark];
};
