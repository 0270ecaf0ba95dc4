import { ForbiddenError } from '../../../../functions/client/errors.ts';
import type { Account } from '../../../../functions/client/types.ts';
import { JobError } from '../errors.ts';
import { type Patience, patiently } from './patience.ts';
import type { PlanHeader } from './plan-file.ts';
import type { Ports } from './ports.ts';

/** @returns `undefined` where the key may not ask */
export const accountOf = async (ports: Ports, patience: Patience): Promise<Account | undefined> => {
  try {
    return await patiently(() => ports.client.account.get(), ports, patience);
  } catch (error) {
    if (error instanceof ForbiddenError) return undefined;
    throw error;
  }
};

/** What is sent once an account is known by the account's idempotency keys, and by no other's. */
export const refuseOthersAccount = async (head: Pick<PlanHeader, 'account'>, ports: Ports): Promise<void> => {
  const patience = { stop: new AbortController().signal, onWait: () => {} };
  const account = head.account === undefined ? undefined : await accountOf(ports, patience);
  if (account !== undefined && account.id === head.account) return;
  throw new JobError(
    account === undefined
      ? 'The job was planned with another API key, and it cannot be told whether this one is of the same account. Use the one that ' +
          'it was planned with; or, if that had the scope account:read, another one that has it.'
      : 'The job was planned for another account. There, some may have got their message already.',
  );
};
