import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Key, Scope, Textgate } from '../../client/index.ts';

/** What every page knows of the signed-in user. */
export interface Console {
  readonly textgate: Textgate;
  readonly key: Key;
  /** Whether the key has this scope. Pages do not offer what the key does not allow. */
  readonly may: (scope: Scope) => boolean;
}

export const ConsoleContext = createContext<Console | undefined>(undefined);

export const useConsole = (): Console => {
  const console = useContext(ConsoleContext);
  if (console === undefined) throw new Error('Pages are only for signed-in users.');
  return console;
};
