import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { receiverMillis } from '../../../functions/messages/time-budget.ts';
import { type Reach, urlProblem } from '../../../functions/receivers/address.ts';
import { createSendPost } from '../../../functions/receivers/post.ts';
import { createDeliveries } from '../../../functions/store/deliveries.ts';
import { createDeliveryList } from '../../../functions/store/delivery-list.ts';
import { createLanes } from '../../../functions/store/lanes.ts';
import { createWebhooks } from '../../../functions/store/webhooks.ts';
import { createManageWebhooks } from '../../../functions/webhooks/manage.ts';
import { createRedeliver } from '../../../functions/webhooks/redeliver.ts';
import { createSendTest } from '../../../functions/webhooks/send-test.ts';
import type { AdminWebhooks } from './command.ts';

interface Options extends Reach {
  readonly client: DynamoDBClient;
  /** Names of tables. */
  readonly accounts: string;
  readonly deliveries: string;
  readonly clock: () => Date;
  readonly onUnreadable: (key: unknown) => never;
}

/** The same parts as in the API's function, but it does not wake the deliverer, whose schedule runs every minute. */
export const createAdminWebhooks = ({ client, accounts, deliveries, clock, ...options }: Options): AdminWebhooks => {
  const { toLoopback, onUnreadable } = options;
  const webhooks = createWebhooks({ client, table: accounts, onUnreadable });
  const table = { client, table: deliveries, onUnreadable };
  const lanes = createLanes(table);
  const record = createDeliveries({
    ...table,
    // The command's result says which ones failed.
    onFailure: () => {},
  });
  const wake = async () => {};
  return {
    manage: createManageWebhooks({ webhooks, lanes, urlProblem: (url) => urlProblem(url, { toLoopback }), clock }),
    deliveries: createDeliveryList({ ...table, find: record.find }),
    redeliver: createRedeliver({ webhooks, deliveries: record, lanes, wake, clock }),
    sendTest: createSendTest({ webhooks, post: createSendPost({ within: receiverMillis, toLoopback }), clock }),
  };
};
