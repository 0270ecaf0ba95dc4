import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Key, Scope, Textgate } from '../../client/index.ts';

/** What every page has of whoever is signed in. */
export interface Console {
  readonly textgate: Textgate;
  readonly key: Key;
  /** What the key does not allow is not offered. */
  readonly may: (scope: Scope) => boolean;
}

export const ConsoleContext = createContext<Console | undefined>(undefined);

export const useConsole = (): Console => {
  const console = useContext(ConsoleContext);
  if (console === undefined) throw new Error('There is no page where nobody is signed in.');
  return console;
};
