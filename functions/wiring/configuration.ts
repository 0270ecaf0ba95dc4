import * as v from 'valibot';
import { statuses } from '../contract/statuses.ts';

/** The function's environment lacks settings: the deployment is at fault. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

const text = v.pipe(v.string(), v.nonEmpty());
const count = v.pipe(v.string(), v.regex(/^[1-9]\d*$/, 'must be a whole number above zero'), v.transform(Number));
const countOrNone = v.pipe(v.string(), v.regex(/^(0|[1-9]\d*)$/, 'must be a whole number'), v.transform(Number));
const flag = v.picklist(['true', 'false']);
const countries = v.pipe(
  v.string(),
  v.transform((list) => list.split(',')),
  v.array(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, 'must be ISO 3166-1 alpha-2 codes'))),
);

const statusList = v.pipe(
  v.string(),
  v.transform((list) => (list === '' ? [] : list.split(','))),
  v.array(v.picklist(statuses)),
);

/* These are functions so that the bundle of a Lambda leaves out settings that it does not read. */

export const accountSettings = () => v.object({ ACCOUNTS_TABLE: text });
export const recordSettings = () => v.object({ MESSAGES_TABLE: text, RETENTION_DAYS: count });
export const upstreamSettings = () => v.object({ GATEWAY_URL: v.pipe(v.string(), v.url()), GATEWAY_SECRET_ARN: text });
export const regionSettings = () => v.object({ DEFAULT_REGION: text });
export const sendSettings = () =>
  v.object({
    ...regionSettings().entries,
    ALLOWED_COUNTRIES: countries,
    MAX_SEGMENTS: count,
    DEFAULT_MESSAGES_PER_MINUTE: v.exactOptional(count),
    DEFAULT_MESSAGES_PER_DAY: v.exactOptional(count),
    STORE_TEXT: v.exactOptional(flag, 'true'),
  });
/**
 * The names are those of version 0.1.0: during a deployment, code may run with the environment of the other version.
 */
export const xmlRpcSettings = () =>
  v.object({
    LEGACY_DEFAULT_SENDER: v.exactOptional(text, 'textobox.ch'),
    LEGACY_LOGIN_FAILURES: v.exactOptional(count, '5'),
  });
/**
 * Absent for a moment while a version without webhooks is updated: a function may get its code before its environment.
 */
export const newsSettings = () =>
  v.object({ ACCOUNTS_TABLE: v.exactOptional(text), DELIVERIES_TABLE: v.exactOptional(text) });
export const busSettings = () => v.object({ EVENT_BUS: text, SILENT_STATUSES: v.exactOptional(statusList, '') });
export const followUpSettings = () => v.object({ FOLLOW_UP_QUEUE_URL: text });
/** Absent for a moment while version 0.1.0 is updated: a function may get its code before its environment. */
export const jobSettings = () => v.object({ REQUEST_QUEUE_URL: v.exactOptional(text) });
export const deliverySettings = () => v.object({ DELIVERIES_TABLE: text });
export const wakeSettings = () => v.object({ DELIVERY_QUEUE_URL: text, WEBHOOK_DELIVERERS: count });
export const receiverSettings = () => v.object({ WEBHOOKS_TO_LOOPBACK: flag });
export const requestSettings = () => v.object({ MAX_RECEIVES: count });
export const deadLetterSettings = () => v.object({ DEAD_LETTERS_URL: text });
export const sweepSettings = () =>
  v.object({
    SWEEP_INTERVAL_MINUTES: count,
    CREDITS_THRESHOLD: count,
    // Absent for a moment while version 0.1.0 is updated: a function may get its code before its environment.
    SWEEP_HELPERS: v.exactOptional(countOrNone, '0'),
  });

/**
 * Reads settings from the environment. The error lists all problems at once.
 * @throws ConfigurationError
 */
export const configuration = <const S extends v.GenericSchema>(
  settings: () => S,
  env: unknown = process.env,
): v.InferOutput<S> => {
  const read = v.safeParse(settings(), env);
  if (read.success) return read.output;
  const problems = read.issues.map((issue) => `${v.getDotPath(issue) ?? 'environment'}: ${issue.message}`);
  throw new ConfigurationError(`The function's environment is incomplete. ${problems.join('; ')}`);
};
