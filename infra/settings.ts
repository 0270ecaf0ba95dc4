import { Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as v from 'valibot';
import { mostSegments } from '../functions/contract/send.ts';
import { type Status, statuses } from '../functions/contract/statuses.ts';
import { isCountry } from '../functions/messages/numbers.ts';
import { senderProblem } from '../functions/messages/sender.ts';
import { isFinal } from '../functions/messages/status.ts';
import { type Lookup, lookupIndexes } from '../functions/store/message-indexes.ts';

/** Some settings are wrong. The message names every problem. */
export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(
      ['Correct these settings (in cdk.json, by -c name=value, or as properties of SmsGateway):', ...problems].join(
        '\n  - ',
      ),
    );
    this.name = 'SettingsError';
  }
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Whether nobody can read or change on its way what is sent there. */
function isSafeUrl(input: string): boolean {
  if (!URL.canParse(input)) return false;
  const { protocol, hostname } = new URL(input);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}

/** API Gateway compares origins as texts, so they must be written as browsers do. */
function originProblem(text: string): string | undefined {
  if (text.includes('*')) return 'must name one host: * cannot be allowed. List each origin.';
  if (!isSafeUrl(text)) return 'must be an origin like https://app.example.com (http only for this machine).';
  const { origin } = new URL(text);
  return origin === text ? undefined : `must be written without a path or slash, as browsers do: ${origin}`;
}

/** A context value is a number in cdk.json, and a string after `-c`. */
const count = (minimum: number, maximum: number) =>
  v.pipe(
    v.union(
      [v.number(), v.pipe(v.string(), v.digits('must be a whole number.'), v.transform(Number))],
      'must be a whole number.',
    ),
    v.integer('must be a whole number.'),
    v.minValue(minimum, `must be at least ${minimum}.`),
    v.maxValue(maximum, `must be at most ${maximum}.`),
  );

const flag = v.union(
  [
    v.boolean(),
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((text) => text === 'true'),
    ),
  ],
  'must be true or false.',
);

const country = v.pipe(v.string(), v.check(isCountry, 'must be the ISO 3166 code of a country, like CH or GB.'));

/** A list in cdk.json, or a text with commas after `-c`. An empty text is an empty list. */
const list = v.union(
  [
    v.array(v.string()),
    v.pipe(
      v.string(),
      v.transform((text) => (text === '' ? [] : text.split(',').map((part) => part.trim()))),
    ),
  ],
  'must be a list, or names with commas between them.',
);

const countries = v.pipe(list, v.array(country), v.minLength(1, 'must name at least one country.'));

const lookups = Object.keys(lookupIndexes).filter((name): name is Lookup => name in lookupIndexes);
const lookup = v.picklist(lookups, `must be one of ${lookups.join(', ')}.`);

const indexes = v.pipe(
  list,
  v.array(lookup),
  v.check((names) => new Set(names).size === names.length, 'must name each only once.'),
);

const origin = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    const message = dataset.typed ? originProblem(dataset.value) : undefined;
    if (message !== undefined) addIssue({ message });
  }),
);

const origins = v.pipe(
  list,
  v.array(origin),
  v.check((all) => new Set(all).size === all.length, 'must name each only once.'),
);

const passing = statuses.filter((status) => !isFinal(status));
const passingStatuses = v.pipe(list, v.array(v.picklist(passing, `must be one of ${passing.join(', ')}.`)));

/** A record must outlive the time in which its message may be open: 72 hours, and until the sweep after that. */
const recordRetention = count(4, 3650);

/** The retention periods that CloudWatch Logs offers, in days. */
const logRetention = v.pipe(
  count(1, 3653),
  v.check(
    (days) => days in RetentionDays,
    'must be a period that CloudWatch Logs offers: 1, 3, 5, 7, 14, 30, 60, 90, …',
  ),
);

/** The name of a secret of the same CDK app is unknown until that app is deployed. */
const secretName = v.pipe(
  v.string(),
  v.check(
    (name) => Token.isUnresolved(name) || /^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name),
    'must be the name of a secret (not its ARN), of letters, digits and /_+=.@-.',
  ),
);

const sender = v.pipe(
  v.string(),
  v.check((name) => senderProblem(name) === undefined, 'must be up to 11 letters and digits, or up to 15 digits.'),
);

/** Queues are named after the bus, and a queue's name may have fewer characters. */
const busName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{1,60}$/, 'must be up to 60 letters, digits, hyphens and underscores.'),
);

/** The user's own name for the APIs. */
export interface CustomDomain {
  readonly domainName: string;
  /** The ARN of the name's certificate, in the region of the deployment. */
  readonly certificateArn: string;
}

/** Policies cannot name a key by an alias. The ARN of a key of the same CDK app is unknown until that app is deployed. */
const keyArn = v.pipe(
  v.string(),
  v.check(
    (arn) => Token.isUnresolved(arn) || /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(arn),
    'must be the ARN of a KMS key (not its id, and not an alias).',
  ),
);

/** What a deployment may choose. */
export interface Settings {
  /**
   * Names the stacks and the metrics. Everything in `dev` is destroyed with its stack. Any other stage keeps its data.
   * @default dev
   */
  readonly stage: string;
  /**
   * The address of the upstream gateway, with its trailing slash.
   * @default https://sms.netoxygen.ch/api2/
   */
  readonly gatewayUrl: string;
  /**
   * The name of an existing secret with `{"user", "password"}`, in the deployment's account and region.
   * @default a new secret that you fill by hand
   */
  readonly gatewaySecretName?: string | undefined;
  /**
   * The country in which national numbers are read (ISO 3166).
   * @default CH
   */
  readonly numberRegion: string;
  /**
   * The countries to which messages may be sent (ISO 3166).
   * @default Switzerland and its neighbours: CH, DE, FR, IT, AT, LI
   */
  readonly allowedCountries: readonly string[];
  /**
   * The filters of `GET /v1/messages` that have an index: `reference`, `to`, `status` (for failed, expired and indeterminate
   * messages). Without an index, a filter takes longer the more messages there are. Each deploy can add one index.
   * @default reference
   */
  readonly indexes: readonly ('reference' | 'to' | 'status')[];
  /**
   * How many days a record is kept after its message is due: at least 4, because a message may be open for three.
   * @default 90
   */
  readonly retentionDays: number;
  /**
   * The longest text, in SMS segments.
   * @default 10
   */
  readonly maxSegments: number;
  /**
   * How many messages an account may send in a UTC minute, unless it has its own limit.
   * @default no limit
   */
  readonly messagesPerMinute?: number | undefined;
  /**
   * How many messages an account may send in a UTC day, unless it has its own limit.
   * @default no limit
   */
  readonly messagesPerDay?: number | undefined;
  /**
   * Whether records keep a message's text after it has been handed over. If not, the API shows no texts.
   * @default true
   */
  readonly storeText: boolean;
  /**
   * Your own name for both APIs, like `sms.example.com`. It needs `certificateArn`, and you make its DNS record yourself.
   * @default the names that API Gateway gives
   */
  readonly domainName?: string | undefined;
  /** The ARN of that name's certificate in ACM, in the region of the deployment. */
  readonly certificateArn?: string | undefined;
  /**
   * Origins like `https://app.example.com`. Their pages may call the HTTPS API from a browser. `http://localhost:5173` is
   * allowed for development. Anyone who opens such a page can read the key in it: see "In a page of your own" in
   * functions/api/README.md.
   * @default none: browsers only let pages of the API's own origin call it
   */
  readonly corsOrigins: readonly string[];
  /**
   * Whether the console is served at `/console`: a page on which people see and send messages. It needs an API key, and can do
   * what that key can.
   * @default true
   */
  readonly console: boolean;
  /**
   * The sender of XML-RPC messages that name none, from accounts that have none.
   * @default textobox.ch
   */
  readonly xmlRpcSender: string;
  /**
   * A customer managed KMS key in the deployment's region. It encrypts the tables, the queues, the event archive and a new
   * secret. Its policy must let EventBridge use it: see "Your own key" in infra/README.md.
   * @default keys that AWS owns or manages
   */
  readonly encryptionKeyArn?: string | undefined;
  /**
   * After this many failed XML-RPC logins in 15 minutes, the login is closed to that address. After ten times as many, the
   * address is closed to all logins. After twenty times as many, the login is closed to all addresses that are not known.
   * @default 5
   */
  readonly loginFailures: number;
  /**
   * Requests per second to each route of the HTTPS API, and to the XML-RPC interface. API Gateway aims at it, and may let
   * more through. For limits that hold, see `messagesPerMinute`.
   * @default 50
   */
  readonly throttleRate: number;
  /**
   * How many of these requests may come at once.
   * @default 100
   */
  readonly throttleBurst: number;
  /** @default info */
  readonly logLevel: 'info' | 'warn' | 'error';
  /** @default 30 */
  readonly logRetentionDays: number;
  /**
   * Whether X-Ray traces the functions and the XML-RPC interface. By X-Ray's own default it records the first request of each
   * second and 5 % of the others. Up to a million messages a month, that is nearly every request.
   * @default false
   */
  readonly tracing: boolean;
  /**
   * The name of the event bus. Its queues are named after it. An AWS account and region can have each name once.
   * @default sms-gateway
   */
  readonly eventBusName: string;
  /**
   * How many Lambdas work off requests by event at once, ten requests each. AWS takes 2 at least. More needs an AWS account
   * that may run a hundred Lambdas.
   * @default 2
   */
  readonly requestConcurrency: number;
  /**
   * Statuses of which the bus has no event: any that is not final. It saves the price of the event; a message has one for
   * `submitting` and one for `queued`. Records and webhooks still have them.
   * @default none: each change has an event
   */
  readonly silentStatuses: readonly Status[];
  /**
   * For how many days events can be replayed. If 0, there is no archive.
   * @default 30
   */
  readonly archiveDays: number;
  /**
   * Minutes between sweeps over all open messages. Fresh messages are followed every few seconds in any case.
   * @default 1
   */
  readonly sweepIntervalMinutes: number;
  /**
   * How many Lambdas help a sweep that has more open messages than it can ask about, up to 7. Each makes up to ten calls to
   * the upstream gateway at once. They need an AWS account that may run a hundred Lambdas.
   * @default 0
   */
  readonly sweepHelpers: number;
  /**
   * How many Lambdas deliver to webhooks, up to 4. Each has its share of the webhooks, and makes up to five calls at once to
   * each. More than one needs an AWS account that may run a hundred Lambdas.
   * @default 1
   */
  readonly webhookDeliverers: number;
  /**
   * Fewer credits than this at the upstream gateway are reported as low.
   * @default 100
   */
  readonly creditsThreshold: number;
  /**
   * Whether there are alarms and a dashboard.
   * @default true
   */
  readonly monitoring: boolean;
  /**
   * The ARN of the SNS topic that alarms go to.
   * @default none: alarms notify no one
   */
  readonly alarmTopicArn?: string | undefined;
}

const settingsObject = v.strictObject({
  stage: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^[a-z][a-z0-9-]{0,19}$/,
        'must be up to 20 lower-case letters, digits and hyphens, and begin with a letter.',
      ),
    ),
    'dev',
  ),
  gatewayUrl: v.optional(
    v.pipe(v.string(), v.check(isSafeUrl, 'must be an https URL (http only for this machine).')),
    'https://sms.netoxygen.ch/api2/',
  ),
  gatewaySecretName: v.optional(secretName),
  numberRegion: v.optional(country, 'CH'),
  allowedCountries: v.optional(countries, ['CH', 'DE', 'FR', 'IT', 'AT', 'LI']),
  indexes: v.optional(indexes, ['reference']),
  retentionDays: v.optional(recordRetention, 90),
  maxSegments: v.optional(count(1, mostSegments), mostSegments),
  messagesPerMinute: v.optional(count(1, 1_000_000)),
  messagesPerDay: v.optional(count(1, 1_000_000_000)),
  storeText: v.optional(flag, true),
  domainName: v.optional(
    v.pipe(v.string(), v.regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'must be a host name like sms.example.com.')),
  ),
  certificateArn: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/, 'must be the ARN of a certificate in ACM.'),
    ),
  ),
  corsOrigins: v.optional(origins, []),
  console: v.optional(flag, true),
  xmlRpcSender: v.optional(sender, 'textobox.ch'),
  encryptionKeyArn: v.optional(keyArn),
  loginFailures: v.optional(count(1, 1_000), 5),
  throttleRate: v.optional(count(1, 10_000), 50),
  throttleBurst: v.optional(count(1, 5_000), 100),
  logLevel: v.optional(v.picklist(['info', 'warn', 'error'], 'must be info, warn or error.'), 'info'),
  logRetentionDays: v.optional(logRetention, 30),
  tracing: v.optional(flag, false),
  eventBusName: v.optional(busName, 'sms-gateway'),
  requestConcurrency: v.optional(count(2, 1_000), 2),
  silentStatuses: v.optional(passingStatuses, []),
  archiveDays: v.optional(count(0, 3650), 30),
  sweepIntervalMinutes: v.optional(count(1, 15), 1),
  // A window has eight shards, and the sweep keeps one: more helpers would have nothing to do.
  sweepHelpers: v.optional(count(0, 7), 0),
  // There are four shards of due deliveries.
  webhookDeliverers: v.optional(count(1, 4), 1),
  creditsThreshold: v.optional(count(1, 1_000_000), 100),
  monitoring: v.optional(flag, true),
  alarmTopicArn: v.optional(
    v.pipe(v.string(), v.regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, 'must be the ARN of an SNS topic.')),
  ),
});

/** The names of all settings. */
export const settingNames: readonly string[] = Object.keys(settingsObject.entries);

const settingsSchema = v.pipe(
  settingsObject,
  v.forward(
    v.partialCheck(
      [['domainName'], ['certificateArn']],
      ({ domainName, certificateArn }) => (domainName === undefined) === (certificateArn === undefined),
      'Set domainName and certificateArn together.',
    ),
    ['domainName'],
  ),
);

/** The CDK's own context keys (feature flags, look-ups, options of its command line) have colons, except these. */
const CDK_NAMES: readonly string[] = ['acknowledged-issue-numbers', 'cli-telemetry'];

const isOurs = (name: string) => !name.includes(':') && !CDK_NAMES.includes(name);

/**
 * Reads the settings out of the CDK context.
 * @throws SettingsError with every problem at once. Unknown names are problems too: a misspelt setting must not pass as a default.
 */
export function parseSettings(context: Readonly<Record<string, unknown>>): Settings {
  const ours = Object.fromEntries(Object.entries(context).filter(([name]) => isOurs(name)));
  const result = v.safeParse(settingsSchema, ours);
  if (result.success) return result.output;
  throw new SettingsError(result.issues.map(describe));
}

/** The user's own name for the APIs, if the settings have one. */
export const customDomainOf = ({ domainName, certificateArn }: Settings): CustomDomain | undefined =>
  domainName === undefined || certificateArn === undefined ? undefined : { domainName, certificateArn };

function describe(issue: v.BaseIssue<unknown>): string {
  const name = v.getDotPath(issue) ?? 'context';
  if (issue.expected === 'never') return `${name}: There is no such setting. Correct its name, or leave it out.`;
  const isShort = ['string', 'number', 'boolean'].includes(typeof issue.input);
  return [`${name}:`, ...(isShort ? [JSON.stringify(issue.input)] : []), issue.message].join(' ');
}

/** Whether everything runs on one machine. Only there can the upstream gateway be called without TLS. */
export const isLocal = ({ gatewayUrl }: Settings): boolean => new URL(gatewayUrl).protocol === 'http:';

/** Whether the stage's data may be destroyed with its stack. */
export const isDisposable = (settings: Settings): boolean => settings.stage === 'dev';
