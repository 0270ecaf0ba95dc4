import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createSettle } from '../../../functions/messages/settle.ts';
import { createAccountStore } from '../../../functions/store/accounts.ts';
import { createCreditStore } from '../../../functions/store/credits.ts';
import { createLoginStore } from '../../../functions/store/logins.ts';
import { createMessageStore } from '../../../functions/store/messages.ts';
import { createSuppressionList } from '../../../functions/store/suppressions.ts';
import { stackFile } from '../connection.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { AdminStore } from './command.ts';
import { createForgetInTables } from './forget.ts';
import { createIndexFailures } from './index-failures.ts';
import { deliveriesTableOf, gatewayOutputs, type Outputs } from './outputs.ts';
import { createRestore } from './restore.ts';
import { createAdminWebhooks } from './webhooks.ts';

const localStackSchema = v.object({ emulatorUrl: v.string(), region: v.string() });

/** Options of the SDK's clients. Empty for AWS. */
interface Place {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Opens the tables of a deployed stack, with the caller's own AWS credentials. */
export const deployedStore = async (stack: string): Promise<AdminStore> => storeOf({}, await outputsOf({}, stack));

/** Opens the tables of the local stack that `npm start` runs in this folder. */
export const localStore = async (folder: string): Promise<AdminStore> => {
  const content = await readFile(join(folder, stackFile), 'utf8').catch(() => {
    throw new UsageError(
      `There is no ${stackFile} in ${folder}. Run this command in the folder where \`npm start\` runs.`,
    );
  });
  const { emulatorUrl, region } = v.parse(localStackSchema, JSON.parse(content));
  // The emulator accepts any credentials. It must not get the caller's own.
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const place: Place = { endpoint: emulatorUrl, region, credentials };
  return storeOf(place, await outputsOf(place, 'textgate-dev-data'));
};

const outputsOf = async (place: Place, stack: string): Promise<Outputs> => {
  const { Stacks } = await new CloudFormationClient(place).send(new DescribeStacksCommand({ StackName: stack }));
  const outputs = Stacks?.[0]?.Outputs ?? [];
  return gatewayOutputs(
    stack,
    new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])),
  );
};

const clock = () => new Date();

const storeOf = (place: Place, outputs: Outputs): AdminStore => {
  const { AccountsTableName, MessagesTableName, RetentionDays } = outputs;
  const client = new DynamoDBClient(place);
  const options = {
    client,
    table: MessagesTableName,
    accounts: AccountsTableName,
    retentionDays: RetentionDays,
  };
  const onUnreadable = (key: unknown) => {
    throw new CommandError(`The record ${JSON.stringify(key)} cannot be read by this version of textgate.`);
  };
  const messages = createMessageStore({ ...options, onUnreadable });
  return {
    ...createAccountStore(client, AccountsTableName),
    ...createLoginStore(client, AccountsTableName),
    credits: createCreditStore(client, AccountsTableName),
    suppressions: createSuppressionList(client, AccountsTableName),
    settle: createSettle({ store: messages, clock }),
    restore: createRestore({
      client,
      tables: { messages: MessagesTableName, accounts: AccountsTableName },
      retentionDays: RetentionDays,
      clock,
    }),
    indexFailures: createIndexFailures(client, MessagesTableName),
    forget: createForgetInTables(options),
    webhooks: () => {
      const toLoopback = place.endpoint !== undefined;
      const tables = { accounts: AccountsTableName, deliveries: deliveriesTableOf(outputs) };
      return createAdminWebhooks({ client, ...tables, toLoopback, clock, onUnreadable });
    },
  };
};
