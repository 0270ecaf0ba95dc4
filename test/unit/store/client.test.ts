import {
  BatchExecuteStatementCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createClient } from '../../../functions/store/client.ts';

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a client sends, of which there is no answer. */
const sentBy = async (
  create: (options: DynamoDBClientConfig) => DynamoDBClient,
  call: (client: DynamoDBClient) => unknown,
) => {
  const sent: Request[] = [];
  const requestHandler = {
    handle: async (request: Request) => {
      sent.push(request);
      throw new Error('This is as far as it goes.');
    },
  };
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  const client = create({ region: 'eu-central-1', credentials, maxAttempts: 1, requestHandler });
  await expect(call(client)).rejects.toThrow('as far as it goes');
  return sent.map(({ headers, body }) => ({
    body: JSON.parse(new TextDecoder().decode(body)),
    target: headers['x-amz-target'],
    type: headers['content-type'],
    isWhole: headers['content-length'] === String(Buffer.byteLength(body)),
  }));
};

const bySdk = (options: DynamoDBClientConfig) => new DynamoDBClient(options);

test('a batch of statements is sent as the SDK sends it', async () => {
  const values = { M: { list: { L: [{ N: '1' }, { BOOL: false }, { NULL: true }] }, '"é😀\\\n': { S: '\u0000<&' } } };
  const statement = { Statement: 'UPDATE "a\\b" SET c=?', Parameters: [{ S: '' }, values], ConsistentRead: undefined };
  const call = (client: DynamoDBClient) =>
    client.send(new BatchExecuteStatementCommand({ Statements: [statement, { Statement: 'é' }] }));

  const [ours, theirs] = [await sentBy(createClient, call), await sentBy(bySdk, call)];

  expect(ours).toEqual(theirs);
  expect(ours).toMatchObject([{ target: 'DynamoDB_20120810.BatchExecuteStatement', isWhole: true }]);
});

test('a transaction has the token by which its repetition is recognised', async () => {
  const Put = { TableName: 'a', Item: { id: { S: 'b' } } };
  const call = (client: DynamoDBClient) => client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }));

  expect(await sentBy(createClient, call)).toMatchObject([
    { body: { TransactItems: [{ Put }], ClientRequestToken: expect.any(String) }, isWhole: true },
  ]);
});

test("a call takes all the SDK's steps but for those that do nothing for us", () => {
  const left = ['loggerMiddleware - initialize', 'getUserAgentMiddleware - build'];
  const steps = bySdk({}).middlewareStack.identify();

  expect(steps).toEqual(expect.arrayContaining(left));
  expect(createClient({}).middlewareStack.identify()).toEqual(steps.filter((step) => !left.includes(step)));
});
