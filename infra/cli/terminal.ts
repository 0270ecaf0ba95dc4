import { createInterface } from 'node:readline';
import type { WriteStream } from 'node:tty';
import type { Live } from './shell.ts';

/** For a terminal that does not tell its width. */
const usualColumns = 80;

const startOfLine = '\r';
/** ECMA-48 "erase in line": from the cursor to the end of the line. */
const eraseToEnd = '\u001b[K';

export const drawOn = (terminal: Pick<WriteStream, 'columns' | 'write'>): Live => ({
  get columns() {
    return terminal.columns || usualColumns;
  },
  draw: (line) => terminal.write(startOfLine + line + eraseToEnd),
});

/** @returns `undefined` after Ctrl-C or Ctrl-D, or if the terminal was closed */
export const ask = (
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string | undefined> => {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const reader = createInterface({ input, output, terminal: true });
  // By default readline only pauses at Ctrl-C, and the process would wait for ever.
  reader.once('SIGINT', () => reader.close());
  const leave = () => {
    output.write('\n');
    resolve(undefined);
  };
  reader.once('close', leave);
  reader.question(question, (answer) => {
    reader.removeListener('close', leave);
    reader.close();
    resolve(answer);
  });
  return promise;
};

const signals = ['SIGINT', 'SIGTERM'] as const;

/** The listeners are removed at the first signal, so a second one ends the process. */
export const onInterrupt = (act: () => void, process: NodeJS.EventEmitter): (() => void) => {
  const undo = () => {
    for (const signal of signals) process.removeListener(signal, interrupted);
  };
  const interrupted = () => {
    undo();
    act();
  };
  for (const signal of signals) process.once(signal, interrupted);
  return undo;
};
