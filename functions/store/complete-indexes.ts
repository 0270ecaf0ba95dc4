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

/** The indexes of a table that exist and are complete. */
export interface CompleteIndexes {
  has(index: string): Promise<boolean>;
  /** For an index that was removed since: the next question looks at the table again. */
  forget(): void;
}

/** Between two looks at a table that lacks the index. */
const pauseMillis = 60_000;

/**
 * DynamoDB fills a new index in the background, for minutes or hours, and CloudFormation does not wait for it. An index
 * is `ACTIVE` when it is filled. The answer is remembered.
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
        // A failure is harmless: the caller then takes a slower way. It is likely just after the permission was
        // granted.
        complete = await look().catch(() => complete);
      }
      return complete.has(index);
    },
    forget: () => {
      complete = new Set();
    },
  };
};

/**
 * An index that is `UPDATING` is complete, and its limits are being changed. The emulator gives no status for indexes
 * that a stack made.
 */
const isComplete = ({ IndexStatus = 'ACTIVE', Backfilling = false }: GlobalSecondaryIndexDescription): boolean =>
  !Backfilling && (IndexStatus === 'ACTIVE' || IndexStatus === 'UPDATING');
