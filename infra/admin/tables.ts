import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { createAccountStore } from '../../functions/store/accounts.ts';
import { createLoginStore } from '../../functions/store/logins.ts';
import type { AdminStore } from './commands.ts';
import { CommandError } from './errors.ts';

const localStack = fileURLToPath(new URL('../../.local/stack.json', import.meta.url));

const localStackSchema = v.object({
  emulatorUrl: v.string(),
  region: v.string(),
  tables: v.object({ accounts: v.string() }),
});

/** The accounts of a deployed stage, with the caller's own AWS credentials. */
export const deployedAccounts = async (stage: string): Promise<AdminStore> => {
  const name = `textgate-${stage}-data`;
  const { Stacks } = await new CloudFormationClient().send(new DescribeStacksCommand({ StackName: name }));
  const output = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'AccountsTableName');
  if (!output?.OutputValue) throw new CommandError(`The stack ${name} has no output AccountsTableName.`);
  return storeOf(new DynamoDBClient(), output.OutputValue);
};

/** The accounts of the stack that `npm start` runs on this machine. */
export const localAccounts = async (): Promise<AdminStore> => {
  const content = await readFile(localStack, 'utf8').catch(() => {
    throw new CommandError('There is no .local/stack.json: is `npm start` running?');
  });
  const { emulatorUrl, region, tables } = v.parse(localStackSchema, JSON.parse(content));
  // The emulator takes any credentials; the caller's own must not reach it.
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return storeOf(new DynamoDBClient({ endpoint: emulatorUrl, region, credentials }), tables.accounts);
};

const storeOf = (client: DynamoDBClient, table: string): AdminStore => ({
  ...createAccountStore(client, table),
  ...createLoginStore(client, table),
});
