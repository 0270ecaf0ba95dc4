import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createAccount } from '../../../functions/accounts/create-account.ts';
import { createApiKey } from '../../../functions/accounts/create-api-key.ts';
import type { Scope } from '../../../functions/contract/scopes.ts';
import { createAccountStore } from '../../../functions/store/accounts.ts';
import { CREDENTIALS, REGION } from '../../../infra/local/aws-environment.ts';
import type { StackFacts } from '../../../infra/local/stack-file.ts';

/**
 * Makes accounts and keys of a deployed stack as the command line does (admin.ts), but without a process start of a
 * second for each. A revoked key is refused within a minute.
 */
export const accountsOf = ({ emulatorUrl, tables }: Pick<StackFacts, 'emulatorUrl' | 'tables'>) => {
  const client = new DynamoDBClient({ endpoint: emulatorUrl, region: REGION, credentials: CREDENTIALS });
  const store = createAccountStore(client, tables.accounts);
  const deps = { clock: Date.now };
  const addKey = async (account: string, scopes?: readonly Scope[]) => {
    const { key, record } = await createApiKey(store, { account, name: 'test', ...(scopes && { scopes }) }, deps);
    return { account, apiKey: key, id: record.id };
  };
  return {
    /** Another key of an account; without scopes, for everything. */
    addKey,
    /** A new account with a key. */
    addAccount: async (name: string, scopes?: readonly Scope[]) =>
      addKey((await createAccount(store, { name }, deps)).id, scopes),
    revokeKey: (account: string, id: string) => store.revokeKey(account, id, new Date()),
    stop: () => client.destroy(),
  };
};
