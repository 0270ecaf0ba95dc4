const levels = ['info', 'warn', 'error'] as const;

type Level = (typeof levels)[number];

/** Never log the text of a message, and log numbers only masked. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Logger {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

let invocation: Fields = {};

/** Adds these fields to each line from now on. This is safe because a Lambda works on one event at a time. */
export const setInvocation = (fields: Fields): void => {
  invocation = fields;
};

/**
 * Writes one JSON object per line, which CloudWatch Logs Insights reads without configuration. The time must be called
 * `timestamp`: Lambda takes lines without it for level INFO ("Log-level filtering").
 *
 * Not a library, because the usual logger takes 11 ms of each cold start: as much as all other code beside the SDK.
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

/** Logging must never throw. If JSON cannot hold the fields, only their names are logged, as `unwritable`. */
const line = (entry: Fields, more: Fields | undefined): string => {
  try {
    return JSON.stringify({ ...entry, ...more }, plainly);
  } catch {
    return JSON.stringify({ ...entry, unwritable: Object.keys(more ?? {}) }, plainly);
  }
};

/** Errors have no enumerable members, so JSON would leave out their name, message, stack and cause. */
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
