/** What is around the program. Commands get it handed in, and touch no global of the process. */
export interface Shell {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly folder: string;
  /** Of the terminal that standard output is; absent: it is none, and nothing is cut or painted. */
  readonly columns?: number;
  readonly fetch: typeof fetch;
  /** Reads standard input to its end. */
  input(): Promise<string>;
  /** To standard output, with a line end: what was asked for, and nothing else. */
  print(text: string): void;
  /** Whether somebody is still there to read what is printed: a list that nobody reads on ends. */
  isRead(): boolean;
  /** To standard error, with a line end: what a person is to know beside it. */
  tell(text: string): void;
  /** The terminal that standard error is; absent: it is none. */
  readonly live?: Live;
  /** Asks whoever is at the terminal; `undefined`: they went away. Absent: nobody is there. */
  readonly ask?: (question: string) => Promise<string | undefined>;
  /** Has this done at the first Ctrl-C, in place of ending the process; the second one ends it. @returns what undoes that */
  onInterrupt(act: () => void): () => void;
}

export interface Live {
  readonly columns: number;
  /** Puts a line in the place of the one drawn before; an empty one takes that away. */
  draw(line: string): void;
}
