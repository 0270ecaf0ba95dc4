import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveParent } from './listening.ts';

/**
 * EventBridge and SQS for the publisher of events.ts. It accepts each entry of `PutEvents` after 25 ms and each message
 * after 10 ms. Under `/quota/N` it accepts N calls of `PutEvents` a second, as AWS counts them, and throttles the
 * others. `GET` returns how many of these calls came and how many were accepted since the last `GET`.
 */

const putEventsMillis = 25;
const sendMessageMillis = 10;

let counts = { calls: 0, taken: 0 };
let tokens = { left: 0, at: 0 };

/** A token bucket that holds the tokens of a tenth of a second. */
const isWithin = (perSecond: number): boolean => {
  const now = performance.now();
  const left = Math.min(perSecond / 10, tokens.left + ((now - tokens.at) / 1000) * perSecond);
  tokens = { left: left >= 1 ? left - 1 : left, at: now };
  return left >= 1;
};

interface Answer {
  readonly status: number;
  readonly body: object;
}

const putEvents = async (body: string, url: string): Promise<Answer> => {
  const [, quota] = /^\/quota\/(\d+)/.exec(url) ?? [];
  counts.calls += 1;
  if (quota !== undefined && !isWithin(Number(quota))) {
    return { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } };
  }
  counts.taken += 1;
  await sleep(putEventsMillis);
  const entries = body.split('"EventBusName"').length - 1;
  return {
    status: 200,
    body: { FailedEntryCount: 0, Entries: Array.from({ length: entries }, () => ({ EventId: 'e' })) },
  };
};

const serve = async (request: IncomingMessage): Promise<Answer> => {
  if (request.method === 'GET') {
    const told = counts;
    counts = { calls: 0, taken: 0 };
    return { status: 200, body: told };
  }
  const body = await text(request);
  if (request.headers['x-amz-target'] === 'AWSEvents.PutEvents') return putEvents(body, request.url ?? '');
  await sleep(sendMessageMillis);
  return { status: 200, body: { MessageId: 'm' } };
};

await serveParent(async (request, response) => {
  const { status, body } = await serve(request);
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
});
