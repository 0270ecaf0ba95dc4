/** The program's surroundings. Commands receive it, and use no global of the process. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly folder: string;
  /** Width of the terminal. Absent if standard output is not a terminal: then nothing is cut. */
  readonly columns?: number;
  readonly fetch: typeof fetch;
  /** Reads standard input to its end. */
  input(): Promise<string>;
  /** Writes a line to standard output: the answer, and nothing else. */
  print(text: string): void;
  /** Whether standard output is still read. A long list ends early if it is not. */
  isRead(): boolean;
  /** Writes a line to standard error: errors, notes, progress. */
  tell(text: string): void;
  /** Absent if standard error is not a terminal. */
  readonly live?: Live;
  /** Asks at the terminal; gives `undefined` if the person leaves. Absent if there is no terminal. */
  readonly ask?: (question: string) => Promise<string | undefined>;
  /** Calls `act` at the first Ctrl-C in place of ending the process; the second one ends it. @returns undoes this */
  onInterrupt(act: () => void): () => void;
}

export interface Live {
  readonly columns: number;
  /** Replaces the line that was drawn last; an empty one removes it. */
  draw(line: string): void;
}
