import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as v from 'valibot';

/** The context the deployment was given is not usable; the message names every problem. */
export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(['The settings (cdk.json, or -c name=value) are not usable:', ...problems].join('\n  - '));
    this.name = 'SettingsError';
  }
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

function isGatewayUrl(input: string): boolean {
  if (!URL.canParse(input)) return false;
  const { protocol, hostname } = new URL(input);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}

/** A context value is a number in cdk.json and a string after `-c`. */
const count = (minimum: number, maximum: number) =>
  v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.digits('must be a number'), v.transform(Number))], 'must be a number'),
    v.integer('must be a whole number'),
    v.minValue(minimum, `must be at least ${minimum}`),
    v.maxValue(maximum, `must be at most ${maximum}`),
  );

const country = v.pipe(v.string(), v.regex(/^[A-Z]{2}$/, 'must be an ISO 3166 country code like CH'));

const countries = v.pipe(
  v.union(
    [
      v.array(v.string()),
      v.pipe(
        v.string(),
        v.transform((list) => list.split(',').map((code) => code.trim())),
      ),
    ],
    'must be a list of country codes',
  ),
  v.array(country),
  v.minLength(1, 'must name at least one country'),
);

/** The retention periods CloudWatch Logs knows, in days. */
const logRetention = v.pipe(
  count(1, 3653),
  v.check((days) => days in RetentionDays, 'must be a period CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, …'),
);

const settingsSchema = v.strictObject({
  /** Names the stacks. Everything in `dev` is destroyed with its stack; any other stage keeps its data. */
  stage: v.optional(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be a short lower-case name')), 'dev'),
  /** Of the upstream XML-RPC gateway. The trailing slash belongs to it. */
  gatewayUrl: v.optional(
    v.pipe(v.string(), v.check(isGatewayUrl, 'must be an https URL (http only to a loopback address)')),
    'https://sms.netoxygen.ch/api2/',
  ),
  /** An existing secret with `{"user", "password"}`. Without it the data stack creates one, to be filled by hand. */
  gatewaySecretName: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  /** The country whose national numbers are understood. */
  numberRegion: v.optional(country, 'CH'),
  /** Countries that messages may be sent to: Switzerland and its neighbours unless set. */
  allowedCountries: v.optional(countries, ['CH', 'DE', 'FR', 'IT', 'AT', 'LI']),
  /** How long a message's record is kept. */
  retentionDays: v.optional(count(1, 3650), 90),
  /** The longest text, in SMS segments. */
  maxSegments: v.optional(count(1, 10), 10),
  /** Requests per second, over the whole API. */
  throttleRate: v.optional(count(1, 10_000), 50),
  throttleBurst: v.optional(count(1, 5_000), 100),
  logLevel: v.optional(v.picklist(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error'), 'info'),
  logRetentionDays: v.optional(logRetention, 30),
});

/** What a deployment may choose. */
export type Settings = v.InferOutput<typeof settingsSchema>;

/** The CDK's own context keys (feature flags, look-ups, `cli-telemetry`) have colons or hyphens; ours are plain names. */
const isOurs = (name: string) => /^\w+$/.test(name);

/**
 * Reads the settings out of the CDK context.
 * @throws SettingsError naming every problem at once, unknown names included: a misspelt setting must not pass as a default.
 */
export function parseSettings(context: Readonly<Record<string, unknown>>): Settings {
  const ours = Object.fromEntries(Object.entries(context).filter(([name]) => isOurs(name)));
  const result = v.safeParse(settingsSchema, ours);
  if (result.success) return result.output;
  throw new SettingsError(result.issues.map(describe));
}

function describe(issue: v.BaseIssue<unknown>): string {
  const name = v.getDotPath(issue) ?? 'context';
  return issue.expected === 'never' ? `${name} is not a setting` : `${name} ${issue.message}`;
}

/** Whether what the stage holds may go when its stack goes. */
export const isDisposable = (settings: Settings): boolean => settings.stage === 'dev';
