/*
 * Assumptions about what could not be measured here. Times are in milliseconds, unless their names say otherwise.
 */

export const secondsPerMonth = 30 * 86_400;
export const bytesPerGb = 2 ** 30;

/** How long a call waits for its answer: a call to AWS by its name in `X-Amz-Target`, `gateway` or `receiver`. */
export const callMillis = (operation: string): number => {
  if (operation === 'gateway' || operation === 'receiver') return 100;
  // A call to EventBridge takes several times as long as one to DynamoDB or SQS.
  return operation === 'AWSEvents.PutEvents' ? 25 : 10;
};

/**
 * How long messages stay open, by their share. Four in five are delivered at once; some phones are off for minutes or
 * hours; one in two hundred is never heard of.
 */
export const lives = [
  { share: 0.8, seconds: 10 },
  { share: 0.15, seconds: 120 },
  { share: 0.03, seconds: 3_600 },
  { share: 0.015, seconds: 12 * 3_600 },
  { share: 0.005, seconds: 72 * 3_600 },
] as const;

/**
 * The share of calls that need a new process, if so many come per second: those that find the last process gone, and at
 * least one in a hundred ("AWS Lambda standardizes billing for INIT phase": under 1 % in production). AWS does not say
 * how long it keeps an idle process; this assumes five minutes.
 */
export const coldShare = (perSecond: number): number => Math.max(0.01, Math.exp(-perSecond * 300));

/** The CPU time of Node's own start, before it loads any of textgate's code. */
export const nodeStartMillis = 40;

/** The stream of a new table has as many shards as the table has partitions. */
export const streamShards = 4;
/** How often Lambda polls each shard ("Polling and batching streams"). */
export const streamPollSeconds = 0.25;

/** Lambda polls an idle queue with five requests at the same time, of 20 s each. */
export const pollsPerQueue = (secondsPerMonth / 20) * 5;

/** What CloudWatch adds to each line, and how far it compresses what it keeps. */
export const bytesPerLogLine = 26;
export const keptShareOfLogs = 0.15;

/** The lines that Lambda itself logs for a run, if it does: START, END and REPORT. */
export const systemLines = { logLines: 3, logBytes: 360 } as const;

/** What EventBridge adds to an event's detail: id, account, region, time and so on. */
export const envelopeBytes = 300;
/** What DynamoDB adds to an item and to an entry of an index ("DynamoDB item sizes", "Storage considerations"). */
export const bytesPerStoredItem = 100;

/**
 * What leaves AWS: the answer to a request with its headers; and for each call to the gateway, TLS, HTTP and the body.
 */
export const bytesSent = { answer: 900, perRecipient: 320, perCall: 3_000, perStatus: 70 } as const;
