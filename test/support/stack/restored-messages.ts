import { BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Message } from '../../../functions/messages/message.ts';
import { chunksOf, eachOf } from '../../../functions/runtime/concurrency.ts';
import { toItem } from '../../../functions/store/message-item.ts';
import { markRestored } from '../../../functions/store/restored.ts';

/** Writes records straight into the table of messages, as a restore from a backup does, so without events. */
export const writeRestored = async (
  client: DynamoDBClient,
  table: string,
  messages: readonly Message[],
  now: Date,
): Promise<void> => {
  await eachOf(chunksOf(messages, 25), 4, async (chunk) => {
    const puts = chunk.map((message) => ({ PutRequest: { Item: markRestored(toItem(message, 90), now) } }));
    const { UnprocessedItems = {} } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
    if (Object.keys(UnprocessedItems).length > 0) throw new Error('The table did not take all of the records.');
  });
};
