import { CreateTableCommand, type CreateTableCommandInput, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A table's keys and indexes. */
export type TableShape = Omit<CreateTableCommandInput, 'TableName'>;

export const createTable = async (client: DynamoDBClient, name: string, shape: TableShape): Promise<void> => {
  await client.send(new CreateTableCommand({ TableName: name, ...shape }));
};
