/*
 * What could not be measured here, and is assumed. Times are milliseconds, unless their names say otherwise.
 */

export const secondsPerMonth = 30 * 86_400;
export const bytesPerGb = 2 ** 30;

/** How long a call of ours waits for its answer: AWS's by its name in `X-Amz-Target`, `gateway` or `receiver`. */
export const callMillis = (operation: string): number => {
  if (operation === 'gateway' || operation === 'receiver') return 100;
  // A call to EventBridge takes several times as long as one to DynamoDB or SQS.
  return operation === 'AWSEvents.PutEvents' ? 25 : 10;
};

/**
 * How long messages stay open, of a share each. Four in five are delivered at once; some telephones are off for minutes or
 * hours; of one in two hundred nothing is heard.
 */
export const lives = [
  { share: 0.8, seconds: 10 },
  { share: 0.15, seconds: 120 },
  { share: 0.03, seconds: 3_600 },
  { share: 0.015, seconds: 12 * 3_600 },
  { share: 0.005, seconds: 72 * 3_600 },
] as const;

/**
 * The share of calls that need a new process, where so many come a second: of those that find the last one gone, and one
 * in a hundred at least ("AWS Lambda standardizes billing for INIT phase": under 1 % in production). AWS does not say for
 * how long an idle process is kept: five minutes.
 */
export const coldShare = (perSecond: number): number => Math.max(0.01, Math.exp(-perSecond * 300));

/** CPU of Node's own start, before it loads anything of ours. */
export const nodeStartMillis = 40;

/** A new table's stream has as many shards as the table has partitions. */
export const streamShards = 4;
/** Lambda looks at each shard so often ("Polling and batching streams"). */
export const streamPollSeconds = 0.25;

/** Lambda asks an idle queue with five requests at once, of 20 s each. */
export const pollsPerQueue = (secondsPerMonth / 20) * 5;

/** What CloudWatch adds to each line, and how small it makes what it keeps. */
export const bytesPerLogLine = 26;
export const keptShareOfLogs = 0.15;

/** Lambda's own lines of a run, where it writes them: START, END and REPORT. */
export const systemLines = { logLines: 3, logBytes: 360 } as const;

/** What EventBridge puts around an event's detail: id, account, region, time and so on. */
export const envelopeBytes = 300;
/** What DynamoDB adds to an item, and to an entry of an index ("DynamoDB item sizes", "Storage considerations"). */
export const bytesPerStoredItem = 100;

/** What leaves AWS: a request's answer with its headers; to the gateway TLS and HTTP for each call, and what it is told or asked. */
export const bytesSent = { answer: 900, perRecipient: 320, perCall: 3_000, perStatus: 70 } as const;
