import { BatchExecuteStatementCommand, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { StoreUnavailableError } from '../messages/errors.ts';
import { initialState, type ServiceState, type ServiceStates } from '../messages/service-state.ts';
import type { StoredRecord } from './attributes.ts';
import type { Item } from './message-item.ts';
import { insertStatement, updateStatement } from './statement.ts';
import { unavailable } from './unavailable.ts';

/** The state is in the table of messages, so that the table's stream carries its changes, too. */
export const serviceStateId = 'service-state';

/** The stored form. `upstream` is stored as `gateway`, as in version 0.1.0. */
const stateSchema = v.pipe(
  v.object({
    version: v.number(),
    gateway: v.picklist(['reachable', 'unreachable']),
    credits: v.picklist(['enough', 'low']),
    creditsLeft: v.exactOptional(v.number()),
    left: v.array(v.object({ shard: v.string(), window: v.string(), after: v.string() })),
    updatedAt: v.string(),
  }),
  v.transform(({ gateway, ...state }) => ({ ...state, upstream: gateway })),
);

/** @throws ValiError if the item has another form */
export const fromStateItem = (item: Item): ServiceState => v.parse(stateSchema, unmarshall(item));

export const toStateRecord = ({ upstream, ...state }: ServiceState): StoredRecord => ({
  ...state,
  gateway: upstream,
  id: serviceStateId,
});

export const createServiceStates = ({ client, table }: { client: DynamoDBClient; table: string }): ServiceStates => ({
  read: async () => {
    const { Item } = await client
      .send(new GetItemCommand({ TableName: table, Key: marshall({ id: serviceStateId }), ConsistentRead: true }))
      .catch(unavailable);
    return Item === undefined ? initialState : fromStateItem(Item);
  },

  write: async (before, after) => {
    const statement =
      before.version === 0
        ? insertStatement(table, toStateRecord(after))
        : updateStatement(table, toStateRecord(before), toStateRecord(after));
    const { Responses } = await client
      .send(new BatchExecuteStatementCommand({ Statements: [statement] }))
      .catch(unavailable);
    const code = Responses?.[0]?.Error?.Code;
    if (code === undefined) return true;
    if (code === 'DuplicateItem' || code === 'ConditionalCheckFailed') return false;
    throw new StoreUnavailableError(`The state of the service could not be written: ${code}.`);
  },
});
