import { createInterface } from 'node:readline';
import type { WriteStream } from 'node:tty';
import type { Live } from './shell.ts';

/** Of a terminal that does not say how wide it is. */
const usualColumns = 80;

const startOfLine = '\r';
/** ECMA-48, "erase in line": from here to its end. */
const eraseToEnd = '\u001b[K';

export const drawOn = (terminal: Pick<WriteStream, 'columns' | 'write'>): Live => ({
  get columns() {
    return terminal.columns || usualColumns;
  },
  draw: (line) => terminal.write(startOfLine + line + eraseToEnd),
});

/** Of a terminal. @returns `undefined` for Ctrl-C, Ctrl-D, or one that was closed */
export const ask = (
  question: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string | undefined> => {
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  const reader = createInterface({ input, output, terminal: true });
  // Its answer to Ctrl-C, unless it is told another, leaves the process waiting for a line that nobody types.
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

/** With no listener left, the next one ends the process. */
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
