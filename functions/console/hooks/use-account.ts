import type { Account, Health } from '../../client/index.ts';
import { every } from '../polling.ts';
import { useConsole } from './use-console.ts';
import { type Polled, usePolled } from './use-polled.ts';

/**
 * The account with its credits and the gateway's state; `undefined` if the key may not see them.
 * @param isFollowed whether it is loaded again from time to time
 */
export const useAccount = (isFollowed = true): Polled<Account | undefined> => {
  const { textgate, may } = useConsole();
  const mayAsk = may('account:read');
  return usePolled(
    async (signal) => (mayAsk ? textgate.account.get({ signal }) : undefined),
    mayAsk && isFollowed ? every.rarest : undefined,
    [],
  );
};

export const useHealth = (): Polled<Health> => {
  const { textgate } = useConsole();
  return usePolled((signal) => textgate.health({ signal }), every.rarest, []);
};
