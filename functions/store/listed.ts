import { type AttributeValue, type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** Reads the items of a partition whose sort keys begin with `sk`, in order. */
export const listedBelow = async <T>(
  client: DynamoDBClient,
  table: string,
  { pk, sk }: { readonly pk: string; readonly sk: string },
  read: (item: Record<string, AttributeValue>) => T,
): Promise<T[]> => {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: marshall({ ':pk': pk, ':sk': sk }),
    },
  );
  const listed: T[] = [];
  for await (const { Items = [] } of pages) listed.push(...Items.map(read));
  return listed;
};
