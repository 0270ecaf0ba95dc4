import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { scopes } from '../../functions/contract/scopes.ts';
import { accountItem, hashItem } from '../../functions/store/account-item.ts';
import type { Item } from '../../functions/store/message-item.ts';
import { decodeCall } from '../../functions/xmlrpc/decode.ts';
import { encodeResponse } from '../../functions/xmlrpc/encode.ts';
import { listening } from './listening.ts';

/** A request that the stub has answered. `operation` is as in `DynamoDB_20120810.GetItem`, or `gateway`. */
export interface UpstreamCall {
  readonly operation: string;
  readonly body: string;
}

export interface UpstreamStub {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * DynamoDB, Secrets Manager, EventBridge, SQS and the gateway in one server that only answers. Run it in another
 * process than the measured one. `GET /calls` returns what it was asked since the last time. It knows one key, by its
 * hash.
 * @param millisOf how long an operation takes; by default it answers at once
 * @param batchItem the item for a key of a batch read; by default none
 * @param queried what a query of a table finds; by default nothing
 */
export const startUpstreamStub = async (
  keyHash: string,
  millisOf: (operation: string) => number = () => 0,
  batchItem: (table: string, key: Item) => Item | undefined = () => undefined,
  queried: (table: string) => readonly Item[] = () => [],
): Promise<UpstreamStub> => {
  const account = { id: 'acc_bench', name: 'Bench', groupId: 'group', createdAt: '2030-01-01T00:00:00.000Z' };
  const key = { id: 'key_bench', account: account.id, name: 'Bench', hash: keyHash, scopes, createdAt: '2030-01-01' };
  const items = [accountItem(account), hashItem(key)];

  const answer = ({ operation, body }: UpstreamCall): string => {
    switch (operation) {
      case 'gateway':
        return encodeResponse(recipientsIn(body).map((to) => [to, 1, '7f1d8a52-3c0e-4b8e-9a51-2f6c1de04b77']));
      case 'secretsmanager.GetSecretValue':
        return JSON.stringify({ SecretString: JSON.stringify({ user: 'demo', password: 'demo-password' }) });
      case 'DynamoDB_20120810.GetItem': {
        const { Key } = v.parse(getItem, body);
        return JSON.stringify({ Item: Key.pk && items.find(({ pk }) => pk?.S === Key.pk?.S) });
      }
      case 'DynamoDB_20120810.BatchGetItem': {
        const tables = Object.entries(v.parse(batchGet, body).RequestItems);
        const found = tables.map(([table, { Keys }]) => [
          table,
          Keys.map((key) => batchItem(table, key)).filter((item) => item !== undefined),
        ]);
        return JSON.stringify({ Responses: Object.fromEntries(found) });
      }
      case 'DynamoDB_20120810.Query':
        return JSON.stringify({ Items: queried(v.parse(query, body).TableName) });
      case 'DynamoDB_20120810.BatchExecuteStatement':
        return JSON.stringify({ Responses: v.parse(batch, body).Statements.map(() => ({ TableName: 'messages' })) });
      case 'DynamoDB_20120810.UpdateItem': {
        // Every call of a large request begins, for whichever process asks.
        const { ExpressionAttributeValues: values } = v.parse(update, body);
        return JSON.stringify({ Attributes: { state: { S: 'begun' }, by: values[':by'] } });
      }
      case 'AWSEvents.PutEvents':
        return JSON.stringify({ Entries: v.parse(entries, body).Entries.map(() => ({ EventId: 'e' })) });
      case 'AmazonSQS.SendMessage': {
        // The SDK compares it with its own checksum.
        const { MessageBody } = v.parse(message, body);
        return JSON.stringify({ MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') });
      }
      default:
        return '{}';
    }
  };

  let calls: UpstreamCall[] = [];
  const serve = async (request: IncomingMessage): Promise<string> => {
    if (request.method === 'GET') {
      const told = calls;
      calls = [];
      return JSON.stringify(told);
    }
    const call = { operation: operationOf(request), body: await text(request) };
    calls.push(call);
    await sleep(millisOf(call.operation));
    return answer(call);
  };

  const { server, url } = await listening(async (request, response) => {
    const body = await serve(request).catch(() => undefined);
    if (body === undefined) response.writeHead(500);
    else response.setHeader('content-type', body.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.0');
    response.end(body);
  });
  return {
    url,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

/** The settings of a function that sends, with the stub as its gateway. */
export const sendSettings = (stubUrl: string): NodeJS.ProcessEnv => ({
  GATEWAY_URL: `${stubUrl}/api2/`,
  GATEWAY_SECRET_ARN: 'gateway',
  MESSAGES_TABLE: 'messages',
  ACCOUNTS_TABLE: 'accounts',
  DEFAULT_REGION: 'CH',
  ALLOWED_COUNTRIES: 'CH',
  MAX_SEGMENTS: '10',
  RETENTION_DAYS: '90',
});

const operationOf = ({ headers }: IncomingMessage): string => {
  const target = headers['x-amz-target'];
  return typeof target === 'string' ? target : 'gateway';
};

const recipientsIn = (body: string): readonly string[] => {
  const [, , to] = decodeCall(Buffer.from(body)).params;
  return v.parse(v.array(v.string()), to);
};

const update = v.pipe(v.string(), v.parseJson(), v.object({ ExpressionAttributeValues: v.looseObject({}) }));
const keyPart = v.object({ S: v.string() });
const getItem = v.pipe(v.string(), v.parseJson(), v.object({ Key: v.object({ pk: v.optional(keyPart) }) }));
const batchGet = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ RequestItems: v.record(v.string(), v.object({ Keys: v.array(v.record(v.string(), keyPart)) })) }),
);
const query = v.pipe(v.string(), v.parseJson(), v.object({ TableName: v.string() }));
const entries = v.pipe(v.string(), v.parseJson(), v.object({ Entries: v.array(v.unknown()) }));
const message = v.pipe(v.string(), v.parseJson(), v.object({ MessageBody: v.string() }));
const batch = v.pipe(v.string(), v.parseJson(), v.object({ Statements: v.array(v.unknown()) }));
