import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Suppressions } from '../messages/ports.ts';
import { attributesOf } from './attributes.ts';
import { readBatches } from './batch-reads.ts';

/** An account's list is a partition of the accounts' table, with an item for each number. */
const keyOf = (account: string, number: string) => attributesOf({ pk: `SUPPRESSED#${account}`, sk: number });

/** The look at the list before a message is sent. It reads as many items as there are numbers, whatever is on the list. */
export const createSuppressions = (client: DynamoDBClient, table: string): Suppressions => ({
  among: async (account, numbers) => {
    const keys = [...new Set(numbers)].map((number) => keyOf(account, number));
    const found = await readBatches({ client, table, keys, attribute: 'sk' });
    return new Set(found.flatMap(({ sk }) => sk?.S ?? []));
  },
});
