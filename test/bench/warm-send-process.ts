import { request } from 'node:http';
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { handler } from '../../functions/api/send.ts';
import { aContext, anEvent } from '../support/clients/api-events.ts';
import { median } from './quantities.ts';
import type { UpstreamCall } from './upstream-stub.ts';

/**
 * The measured process of warm-send.ts. It sends the median CPU milliseconds, user and system, all threads, of one
 * request through the handler, and of the same calls to DynamoDB and the gateway made without our code.
 */

const rounds = 400;
const warmUps = 300;

const { KEY = '', RECIPIENT = '', AWS_ENDPOINT_URL = '', GATEWAY_URL = '' } = process.env;

const event = anEvent({
  route: 'POST /v1/messages',
  headers: { authorization: `Bearer ${KEY}` },
  json: {
    to: `+${RECIPIENT}`,
    text: 'Your appointment is tomorrow at 14:00. Reply STOP to opt out.',
    sender: 'Practice',
  },
});

const send = async (): Promise<void> => {
  const { statusCode, body } = await handler(event, aContext());
  if (statusCode !== 202) throw new Error(`The handler answered ${statusCode}: ${body}`);
};

const callsSoFar = async (): Promise<UpstreamCall[]> => JSON.parse(await (await fetch(AWS_ENDPOINT_URL)).text());

const client = new DynamoDBClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000 },
});

const repeat = ({ operation, body }: UpstreamCall): Promise<unknown> => {
  switch (operation) {
    case 'DynamoDB_20120810.BatchExecuteStatement':
      return client.send(new BatchExecuteStatementCommand(JSON.parse(body)));
    case 'DynamoDB_20120810.BatchGetItem':
      return client.send(new BatchGetItemCommand(JSON.parse(body)));
    case 'DynamoDB_20120810.GetItem':
      return client.send(new GetItemCommand(JSON.parse(body)));
    case 'DynamoDB_20120810.UpdateItem':
      return client.send(new UpdateItemCommand(JSON.parse(body)));
    case 'gateway':
      return post(body);
    default:
      throw new Error(`A send calls ${operation}, which the reference does not know.`);
  }
};

/** On a fresh socket, as a send is. */
const post = (body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'text/xml; charset=utf-8', 'content-length': Buffer.byteLength(body) };
    request(GATEWAY_URL, { method: 'POST', agent: false, headers }, (response) => response.resume().on('end', resolve))
      .on('error', reject)
      .end(body);
  });

const cpuTime = async (run: () => Promise<void>): Promise<number> => {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

await send();
await callsSoFar();
await send();
const calls = await callsSoFar();
const repeatCalls = async () => {
  for (const call of calls) await repeat(call);
};

const ours: number[] = [];
const bare: number[] = [];
for (let round = 0; round < warmUps + rounds; round += 1) {
  ours.push(await cpuTime(send));
  bare.push(await cpuTime(repeatCalls));
}
process.send?.({ ours: median(ours.slice(warmUps)), bare: median(bare.slice(warmUps)), calls: calls.length });
process.disconnect();
