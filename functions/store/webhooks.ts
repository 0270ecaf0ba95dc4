import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { StoreUnavailableError } from '../messages/errors.ts';
import { pause } from '../runtime/backoff.ts';
import type { Webhooks } from '../webhooks/ports.ts';
import { attributesOf } from './attributes.ts';
import { readBatches } from './batch-reads.ts';
import { isCarriedOut } from './condition.ts';
import { crossed } from './pauses.ts';
import { readEach } from './read-each.ts';
import { unavailable } from './unavailable.ts';
import { fromWebhooksItem, type StoredWebhooks, webhooksItem, webhooksKey } from './webhook-item.ts';

interface Options {
  readonly client: DynamoDBClient;
  /** The accounts' table. */
  readonly table: string;
  /**
   * Called with the key of webhooks that cannot be read. Their account counts as having none; others are not affected.
   */
  readonly onUnreadable: (key: unknown) => void;
}

/** Enough, because changes come from people and are rare. */
const triesAtMost = 6;

export const createWebhooks = ({ client, table, onUnreadable }: Options): Webhooks => {
  const read = (accounts: readonly string[]) =>
    readBatches({ client, table, keys: [...new Set(accounts)].map((account) => attributesOf(webhooksKey(account))) });

  /** @throws ValiError if the item cannot be read: it must not be overwritten */
  const readOne = async (account: string): Promise<StoredWebhooks> => {
    const [item] = await read([account]);
    return item === undefined ? { account, version: 0, webhooks: [] } : fromWebhooksItem(item);
  };

  const replace = (before: StoredWebhooks, after: StoredWebhooks): Promise<boolean> => {
    const condition =
      before.version === 0
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: attributesOf({ ':version': before.version }),
          };
    const command = new PutItemCommand({ TableName: table, Item: webhooksItem(after), ...condition });
    return isCarriedOut(client.send(command)).catch(unavailable);
  };

  return {
    ofAccounts: async (accounts) => {
      const stored = readEach(await read(accounts), fromWebhooksItem, ({ pk }) => onUnreadable(pk?.S));
      const some = stored.filter(({ webhooks }) => webhooks.length > 0);
      return new Map(some.map(({ account, webhooks }) => [account, webhooks]));
    },

    of: async (account) => (await readOne(account)).webhooks,

    change: async (account, next) => {
      let before = await readOne(account);
      for (let round = 1; round <= triesAtMost; round += 1) {
        const webhooks = next(before.webhooks);
        if (webhooks === undefined) return before.webhooks;
        const after = { account, version: before.version + 1, webhooks };
        if (await replace(before, after)) return webhooks;
        await pause(round, crossed);
        before = await readOne(account);
        // If the answer to a write was lost, the SDK repeats the write, and DynamoDB refuses it because of the first
        // one.
        if (isDeepStrictEqual(before, after)) return webhooks;
      }
      throw new StoreUnavailableError('Other requests are changing the webhooks of the account. Try again.');
    },
  };
};
