import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { AwsJson1_0Protocol } from '@aws-sdk/core/protocols';

/**
 * The SDK's client for DynamoDB, without what takes a quarter of the CPU of a request with many recipients and does nothing
 * for us. Limits, repetitions and errors are the SDK's.
 */
export const createClient = (options: DynamoDBClientConfig): DynamoDBClient => {
  const client = new DynamoDBClient({ ...options, protocol: PlainBatches });
  for (const step of idleSteps) client.middlewareStack.remove(step);
  return client;
};

/** One words each call for a logger, also where there is none; one composes the name of the SDK that calls. */
const idleSteps = ['loggerMiddleware', 'getUserAgentMiddleware'];

/**
 * Statements in a batch go over the wire as they are: values without bytes need no look at the schema of each. Other calls
 * may get more from their schemas, as a transaction does that is to be recognised when it is repeated.
 */
class PlainBatches extends AwsJson1_0Protocol {
  override async serializeRequest(...[operation, input, context]: Parameters<AwsJson1_0Protocol['serializeRequest']>) {
    if (operation.name !== 'BatchExecuteStatement') return super.serializeRequest(operation, input, context);
    const request = await super.serializeRequest(operation, {}, context);
    return Object.assign(request, { body: Buffer.from(JSON.stringify(input)) });
  }
}
