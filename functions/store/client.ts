import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { AwsJson1_0Protocol } from '@aws-sdk/core/protocols';

/**
 * The SDK's client for DynamoDB, without steps that textgate does not need. In a request with many recipients they take
 * a quarter of the CPU time. Limits, retries and errors are the SDK's.
 */
export const createClient = (options: DynamoDBClientConfig): DynamoDBClient => {
  const client = new DynamoDBClient({ ...options, protocol: PlainBatches });
  for (const step of needlessSteps) client.middlewareStack.remove(step);
  return client;
};

/** The first prepares a log line for each call, even without a logger. The second composes the SDK's user agent. */
const needlessSteps = ['loggerMiddleware', 'getUserAgentMiddleware'];

/**
 * Serialises batches of statements as plain JSON. Their values have no bytes, so the SDK's schemas would change
 * nothing. Other calls need their schemas: one adds the token by which DynamoDB recognises a transaction that is
 * repeated.
 */
class PlainBatches extends AwsJson1_0Protocol {
  override async serializeRequest(...[operation, input, context]: Parameters<AwsJson1_0Protocol['serializeRequest']>) {
    if (operation.name !== 'BatchExecuteStatement') return super.serializeRequest(operation, input, context);
    const request = await super.serializeRequest(operation, {}, context);
    return Object.assign(request, { body: Buffer.from(JSON.stringify(input)) });
  }
}
