import { Token } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as v from 'valibot';
import { mostSegments } from '../functions/contract/send.ts';
import { type Status, statuses } from '../functions/contract/statuses.ts';
import { isCountry } from '../functions/messages/numbers.ts';
import { senderProblem } from '../functions/messages/sender.ts';
import { isFinal } from '../functions/messages/status.ts';
import { type Lookup, lookupIndexes } from '../functions/store/message-indexes.ts';

/** The context the deployment was given is not usable; the message names every problem. */
export class SettingsError extends Error {
  constructor(problems: readonly string[]) {
    super(['The settings (cdk.json, or -c name=value) are not usable:', ...problems].join('\n  - '));
    this.name = 'SettingsError';
  }
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** What is sent there cannot be read or changed on its way. */
function isSafeUrl(input: string): boolean {
  if (!URL.canParse(input)) return false;
  const { protocol, hostname } = new URL(input);
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
}

/** What is wrong with the origin of a page, by which API Gateway is to know it: as a text, so as browsers write it. */
function originProblem(text: string): string | undefined {
  if (text.includes('*')) return 'must name one host: pages of all hosts, or of all below a domain, cannot be let in';
  if (!isSafeUrl(text)) return 'must be an origin like https://app.example.com (http only of this machine)';
  const { origin } = new URL(text);
  return origin === text ? undefined : `must be written as browsers do, without path or slash: ${origin}`;
}

/** A context value is a number in cdk.json and a string after `-c`. */
const count = (minimum: number, maximum: number) =>
  v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.digits('must be a number'), v.transform(Number))], 'must be a number'),
    v.integer('must be a whole number'),
    v.minValue(minimum, `must be at least ${minimum}`),
    v.maxValue(maximum, `must be at most ${maximum}`),
  );

const flag = v.union(
  [
    v.boolean(),
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((text) => text === 'true'),
    ),
  ],
  'must be true or false',
);

const country = v.pipe(v.string(), v.check(isCountry, 'must be the ISO 3166 code of a country, like CH or GB'));

/** A list in cdk.json, or a text with commas after `-c`; of an empty text, nothing. */
const list = v.union(
  [
    v.array(v.string()),
    v.pipe(
      v.string(),
      v.transform((text) => (text === '' ? [] : text.split(',').map((part) => part.trim()))),
    ),
  ],
  'must be a list, or a text with commas',
);

const countries = v.pipe(list, v.array(country), v.minLength(1, 'must name at least one country'));

const lookups = Object.keys(lookupIndexes).filter((name): name is Lookup => name in lookupIndexes);
const lookup = v.picklist(lookups, `must be of ${lookups.join(', ')}`);

const indexes = v.pipe(
  list,
  v.array(lookup),
  v.check((names) => new Set(names).size === names.length, 'must name each once'),
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
  v.check((all) => new Set(all).size === all.length, 'must name each once'),
);

const passing = statuses.filter((status) => !isFinal(status));
const passingStatuses = v.pipe(list, v.array(v.picklist(passing, `must be of ${passing.join(', ')}`)));

/** A record must not go while its message is open: for 72 hours, until the sweep after that. */
const recordRetention = count(4, 3650);

/** The retention periods CloudWatch Logs knows, in days. */
const logRetention = v.pipe(
  count(1, 3653),
  v.check((days) => days in RetentionDays, 'must be a period CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, …'),
);

/** The name of a secret that is made by the same CDK app is known only when that is deployed. */
const secretName = v.pipe(
  v.string(),
  v.check(
    (name) => Token.isUnresolved(name) || /^[A-Za-z0-9/_+=.@-]{1,512}$/.test(name),
    'must be the name of a secret (not its ARN), of letters, digits and /_+=.@-',
  ),
);

const sender = v.pipe(
  v.string(),
  v.check((name) => senderProblem(name) === undefined, 'must be up to 11 letters and digits, or up to 15 digits'),
);

/** A queue is named after it, with fewer characters than a bus may have. */
const busName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{1,60}$/, 'must be at most 60 letters, digits, hyphens and underscores'),
);

/** A name of the user's own for the APIs. */
export interface CustomDomain {
  readonly domainName: string;
  /** Of the name's certificate, in the region of the deployment. */
  readonly certificateArn: string;
}

/** Policies cannot name a key by an alias. The ARN of a key of the same CDK app is known only when that is deployed. */
const keyArn = v.pipe(
  v.string(),
  v.check(
    (arn) => Token.isUnresolved(arn) || /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/.test(arn),
    "must be a KMS key's ARN (not its id, nor an alias)",
  ),
);

/** What a deployment may choose. */
export interface Settings {
  /**
   * Names the stacks, and the metrics. Everything in `dev` is destroyed with its stack; any other stage keeps its data.
   * @default dev
   */
  readonly stage: string;
  /**
   * Of the upstream XML-RPC gateway. The trailing slash belongs to it.
   * @default https://sms.netoxygen.ch/api2/
   */
  readonly gatewayUrl: string;
  /**
   * The name of an existing secret with `{"user", "password"}`, in the deployment's account and region.
   * @default a new one, to be filled by hand
   */
  readonly gatewaySecretName?: string | undefined;
  /**
   * The country whose national numbers are understood (ISO 3166).
   * @default CH
   */
  readonly numberRegion: string;
  /**
   * Countries that messages may be sent to (ISO 3166).
   * @default Switzerland and its neighbours: CH, DE, FR, IT, AT, LI
   */
  readonly allowedCountries: readonly string[];
  /**
   * Filters of `GET /v1/messages` that are answered from an index each: `reference`, `to`, `status` (of failed, expired and
   * indeterminate messages). The others take longer the more messages there are. A table takes one more with each deploy.
   * @default reference
   */
  readonly indexes: readonly ('reference' | 'to' | 'status')[];
  /**
   * Days for which a message's record is kept; at least 4, for a message may be open for three.
   * @default 90
   */
  readonly retentionDays: number;
  /**
   * The longest text, in SMS segments.
   * @default 10
   */
  readonly maxSegments: number;
  /**
   * How many messages an account may send in a UTC minute, unless it has a limit of its own.
   * @default any number
   */
  readonly messagesPerMinute?: number | undefined;
  /**
   * The same, in a UTC day.
   * @default any number
   */
  readonly messagesPerDay?: number | undefined;
  /**
   * Whether records keep a message's text after it has been handed over. If not, nobody is ever shown a text.
   * @default true
   */
  readonly storeText: boolean;
  /**
   * A name of your own for both APIs, as `sms.example.com`; goes with `certificateArn`. Its DNS record is yours to make.
   * @default the names that API Gateway gives
   */
  readonly domainName?: string | undefined;
  /** Of the name's certificate in ACM, in the region of the deployment. */
  readonly certificateArn?: string | undefined;
  /**
   * Origins (`https://app.example.com`) whose pages may call the HTTPS API from a browser; `http://localhost:5173` for work on
   * one. Whoever opens such a page can read the key in it: see "In a page of your own" in functions/api/README.md.
   * @default none: browsers let pages of the API's own origin alone
   */
  readonly corsOrigins: readonly string[];
  /**
   * Whether the console is served, a page to look at messages and to send some, at `/console`. It is of no use without an
   * API key, and can do what that can.
   * @default true
   */
  readonly console: boolean;
  /**
   * The sender of a message that came by XML-RPC without one, from an account that has none of its own.
   * @default textobox.ch
   */
  readonly xmlRpcSender: string;
  /**
   * A customer managed KMS key, of the deployment's region, that tables, queues, event archive and new secrets are
   * encrypted with. Its policy must let EventBridge use it: see "Your own key" in infra/README.md.
   * @default keys that AWS owns or manages
   */
  readonly encryptionKeyArn?: string | undefined;
  /**
   * Failed logins at the XML-RPC interface in 15 minutes after which a login is refused from that address. An address is
   * refused after ten times as many, whatever its logins; a login after twenty times as many, but for known addresses.
   * @default 5
   */
  readonly loginFailures: number;
  /**
   * Requests per second to each route of the HTTPS API, and to the XML-RPC interface. API Gateway aims at it, and may let
   * more through; where each account is to have a limit that holds, see `messagesPerMinute`.
   * @default 50
   */
  readonly throttleRate: number;
  /**
   * Requests to each of them that may come at once.
   * @default 100
   */
  readonly throttleBurst: number;
  /** @default info */
  readonly logLevel: 'info' | 'warn' | 'error';
  /** @default 30 */
  readonly logRetentionDays: number;
  /**
   * Whether X-Ray traces the functions and the XML-RPC interface. Its own default records the first request of each
   * second and 5 % of the others, for $5 a million: up to a million messages a month, that is nearly each.
   * @default false
   */
  readonly tracing: boolean;
  /**
   * Of the event bus; its queue of requests is named after it. One account and region has each name once.
   * @default sms-gateway
   */
  readonly eventBusName: string;
  /**
   * Lambdas that send what events ask for, at once, each ten requests at a time: from 2 on, which is the least that AWS
   * takes. An account that may run a hundred has room for more.
   * @default 2
   */
  readonly requestConcurrency: number;
  /**
   * Statuses that no event on the bus tells of, though records have them: any but the final ones. An event costs a dollar a
   * million, and a message has one of `submitting` and one of `queued`. Webhooks hear of all that they ask for.
   * @default none: each change is told
   */
  readonly silentStatuses: readonly Status[];
  /**
   * For how long our events can be replayed; 0: there is no archive.
   * @default 30
   */
  readonly archiveDays: number;
  /**
   * Minutes between sweeps over all open messages. Fresh ones are followed every few seconds whatever this is.
   * @default 1
   */
  readonly sweepIntervalMinutes: number;
  /**
   * Lambdas that help a sweep of more open messages than it can ask about by itself, up to 7: each makes up to ten calls
   * to the gateway at once. An account that may run a hundred Lambdas has room for them.
   * @default 0
   */
  readonly sweepHelpers: number;
  /**
   * Lambdas that deliver to webhooks at once, up to 4. Each has its share of the webhooks, and calls of up to five at a time
   * to each of them. An account that may run a hundred Lambdas has room for more than one.
   * @default 1
   */
  readonly webhookDeliverers: number;
  /**
   * Fewer credits than this at the gateway are told as low.
   * @default 100
   */
  readonly creditsThreshold: number;
  /**
   * Whether there are alarms and a dashboard.
   * @default true
   */
  readonly monitoring: boolean;
  /**
   * The SNS topic that alarms go to.
   * @default none: alarms notify no one
   */
  readonly alarmTopicArn?: string | undefined;
}

const settingsObject = v.strictObject({
  stage: v.optional(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be a short lower-case name')), 'dev'),
  gatewayUrl: v.optional(
    v.pipe(v.string(), v.check(isSafeUrl, 'must be an https URL (http only to a loopback address)')),
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
    v.pipe(v.string(), v.regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'must be a host name like sms.example.com')),
  ),
  certificateArn: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/, "must be an ACM certificate's ARN"),
    ),
  ),
  corsOrigins: v.optional(origins, []),
  console: v.optional(flag, true),
  xmlRpcSender: v.optional(sender, 'textobox.ch'),
  encryptionKeyArn: v.optional(keyArn),
  loginFailures: v.optional(count(1, 1_000), 5),
  throttleRate: v.optional(count(1, 10_000), 50),
  throttleBurst: v.optional(count(1, 5_000), 100),
  logLevel: v.optional(v.picklist(['info', 'warn', 'error'], 'must be info, warn or error'), 'info'),
  logRetentionDays: v.optional(logRetention, 30),
  tracing: v.optional(flag, false),
  eventBusName: v.optional(busName, 'sms-gateway'),
  requestConcurrency: v.optional(count(2, 1_000), 2),
  silentStatuses: v.optional(passingStatuses, []),
  archiveDays: v.optional(count(0, 3650), 30),
  sweepIntervalMinutes: v.optional(count(1, 15), 1),
  // More than these have nothing to do: a window has eight shards, of which the sweep keeps one.
  sweepHelpers: v.optional(count(0, 7), 0),
  // As many as there are shards of what is due.
  webhookDeliverers: v.optional(count(1, 4), 1),
  creditsThreshold: v.optional(count(1, 1_000_000), 100),
  monitoring: v.optional(flag, true),
  alarmTopicArn: v.optional(
    v.pipe(v.string(), v.regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, "must be an SNS topic's ARN")),
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
      'goes with certificateArn',
    ),
    ['domainName'],
  ),
);

/** The CDK's own context keys (feature flags, look-ups, options of its command line) have colons, but for these. */
const CDK_NAMES: readonly string[] = ['acknowledged-issue-numbers', 'cli-telemetry'];

const isOurs = (name: string) => !name.includes(':') && !CDK_NAMES.includes(name);

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

/** The name of the user's own for the APIs, if there is to be one. */
export const customDomainOf = ({ domainName, certificateArn }: Settings): CustomDomain | undefined =>
  domainName === undefined || certificateArn === undefined ? undefined : { domainName, certificateArn };

function describe(issue: v.BaseIssue<unknown>): string {
  const name = v.getDotPath(issue) ?? 'context';
  return issue.expected === 'never' ? `${name} is not a setting` : `${name} ${issue.message}`;
}

/** Whether all of it runs on one machine: only there can the gateway be called without TLS. */
export const isLocal = ({ gatewayUrl }: Settings): boolean => new URL(gatewayUrl).protocol === 'http:';

/** Whether what the stage holds may go when its stack goes. */
export const isDisposable = (settings: Settings): boolean => settings.stage === 'dev';
