import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { patience } from '../../../functions/wiring/messages.ts';

test('a service that takes connections and answers nothing is given up in time', async () => {
  const server = createServer(() => {}).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new DynamoDBClient({
    ...patience,
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const start = Date.now();

  await expect(client.send(new GetItemCommand({ TableName: 'accounts', Key: { pk: { S: 'a' } } }))).rejects.toThrow();

  expect(Date.now() - start).toBeLessThan(10_000);
  client.destroy();
  server.close();
});
