const levels = ['info', 'warn', 'error'] as const;

type Level = (typeof levels)[number];

/** What may be logged of a message: never its text, and a number only masked. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Logger {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

let invocation: Fields = {};

/** Has each line from now on tell these fields: a Lambda works on one event at a time. */
export const setInvocation = (fields: Fields): void => {
  invocation = fields;
};

/**
 * Writes one JSON object a line, the form CloudWatch Logs Insights reads by itself. Its time is called as Lambda calls it,
 * which takes a line without a `timestamp` for one of level INFO ("Log-level filtering"). Our own for its cost: the usual
 * logger of this field takes 11 ms of each cold start, as much as all else we add to the SDK.
 */
export const createLogger = (
  threshold = readLevel(process.env['LOG_LEVEL']),
  write: (line: string) => void = (line) => process.stdout.write(`${line}\n`),
): Logger => {
  const log = (level: Level) => (message: string, more?: Fields) => {
    if (levels.indexOf(level) < levels.indexOf(threshold)) return;
    write(line({ level, timestamp: new Date().toISOString(), message, ...invocation }, more));
  };
  return {
    info: log('info'),
    warn: log('warn'),
    error: log('error'),
  };
};

const readLevel = (text: string | undefined): Level => levels.find((level) => level === text) ?? 'info';

/** Nothing that is logged may stop the work it tells of: fields that JSON cannot hold are left out, and missed. */
const line = (entry: Fields, more: Fields | undefined): string => {
  try {
    return JSON.stringify({ ...entry, ...more }, plainly);
  } catch {
    return JSON.stringify({ ...entry, unwritable: Object.keys(more ?? {}) }, plainly);
  }
};

/** Errors have no enumerable members: their name, message, stack and cause are what a reader needs. */
const plainly = (_: string, value: unknown): unknown =>
  value instanceof Error
    ? {
        name: value.name,
        message: value.message,
        stack: value.stack,
        ...(value.cause !== undefined && { cause: value.cause }),
      }
    : value;

export const logger = createLogger();
