import {
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndexDescription,
} from '@aws-sdk/client-dynamodb';

interface Options {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Which indexes of a table can be relied on. */
export interface CompleteIndexes {
  /** Whether the index is there, and has all of the table's items. */
  has(index: string): Promise<boolean>;
  /** Has the table be looked at again: an index that it had is gone. */
  forget(): void;
}

/** Between two looks at a table that does not have what was asked for. */
const pauseMillis = 60_000;

/**
 * An index that is added to a table is filled in the background, for minutes or hours, and CloudFormation does not wait for
 * that. DynamoDB says of an index that it is `ACTIVE` when it is filled. What it has said is remembered.
 */
export const createCompleteIndexes = ({ client, table, clock }: Options): CompleteIndexes => {
  let complete: ReadonlySet<string> = new Set();
  let nextLook = 0;

  const look = async (): Promise<ReadonlySet<string>> => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    return new Set(
      (Table?.GlobalSecondaryIndexes ?? []).filter(isComplete).flatMap(({ IndexName }) => IndexName ?? []),
    );
  };

  return {
    has: async (index) => {
      if (!complete.has(index) && clock() >= nextLook) {
        nextLook = clock() + pauseMillis;
        // There is another way to the answer, which takes longer. A permission that has just been given takes a moment, too.
        complete = await look().catch(() => complete);
      }
      return complete.has(index);
    },
    forget: () => {
      complete = new Set();
    },
  };
};

/** The emulator says nothing of an index that a stack made; one that is `UPDATING` has all items, and gets other limits. */
const isComplete = ({ IndexStatus = 'ACTIVE', Backfilling = false }: GlobalSecondaryIndexDescription): boolean =>
  !Backfilling && (IndexStatus === 'ACTIVE' || IndexStatus === 'UPDATING');
