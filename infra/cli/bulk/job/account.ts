import { ForbiddenError } from '../../../../functions/client/errors.ts';
import type { Account } from '../../../../functions/client/types.ts';
import { JobError } from '../errors.ts';
import { type Patience, patiently } from './patience.ts';
import type { PlanHeader } from './plan-file.ts';
import type { Ports } from './ports.ts';

/** @returns `undefined` if the key may not ask */
export const accountOf = async (ports: Ports, patience: Patience): Promise<Account | undefined> => {
  try {
    return await patiently(() => ports.client.account.get(), ports, patience);
  } catch (error) {
    if (error instanceof ForbiddenError) return undefined;
    throw error;
  }
};

/** Idempotency keys belong to an account: under another account, the job would send everything again. */
export const rejectOthersAccount = async (head: Pick<PlanHeader, 'account'>, ports: Ports): Promise<void> => {
  const patience = { stop: new AbortController().signal, onWait: () => {} };
  const account = head.account === undefined ? undefined : await accountOf(ports, patience);
  if (account !== undefined && account.id === head.account) return;
  throw new JobError(
    account === undefined
      ? 'The job was planned with another API key, and it is not known whether this key belongs to the same account. Use the ' +
          'first key; or, if that had the scope account:read, another key with this scope.'
      : 'The job was planned for another account, which may have sent some of its messages. Use a key of that account.',
  );
};
