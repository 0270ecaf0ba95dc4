import { once } from 'node:events';
import { request } from 'node:http';
import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { UpstreamCall } from './upstream-stub.ts';

/** The reference for a first request: the bare clients of sdk-clients.ts, and the calls that a send makes with them. */
export { EventBridgeClient };

/** Makes the calls one after the other. `gatewayUrl` is the upstream gateway's address. */
export const makeCalls = async (calls: readonly UpstreamCall[], gatewayUrl: string): Promise<void> => {
  const dynamodb = new DynamoDBClient();
  const secrets = new SecretsManagerClient();
  for (const { operation, body } of calls) {
    switch (operation) {
      case 'DynamoDB_20120810.GetItem':
        await dynamodb.send(new GetItemCommand(JSON.parse(body)));
        break;
      case 'DynamoDB_20120810.BatchGetItem':
        await dynamodb.send(new BatchGetItemCommand(JSON.parse(body)));
        break;
      case 'DynamoDB_20120810.BatchExecuteStatement':
        await dynamodb.send(new BatchExecuteStatementCommand(JSON.parse(body)));
        break;
      case 'secretsmanager.GetSecretValue':
        await secrets.send(new GetSecretValueCommand(JSON.parse(body)));
        break;
      case 'gateway':
        await post(gatewayUrl, body);
        break;
      default:
        throw new Error(`A send calls ${operation}, which the reference does not know.`);
    }
  }
};

const post = async (url: string, body: string): Promise<void> => {
  const headers = { 'content-type': 'text/xml; charset=utf-8', 'content-length': Buffer.byteLength(body) };
  const sent = request(url, { method: 'POST', agent: false, headers }).end(body);
  const [response] = await once(sent, 'response');
  await once(response.resume(), 'end');
};
