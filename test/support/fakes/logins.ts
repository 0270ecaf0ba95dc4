import { createLoginAuthenticator } from '../../../functions/accounts/authenticate-login.ts';
import { createLogin } from '../../../functions/accounts/create-login.ts';
import type { ScryptParameters } from '../../../functions/accounts/password.ts';
import { createThrottle } from '../../../functions/accounts/throttle.ts';
import { anAccount } from '../clients/api-events.ts';
import { memoryAccounts } from './memory-accounts.ts';
import { memoryFailures, memoryLogins, memorySuccesses } from './memory-logins.ts';

/** Hashing fast enough for tests. */
export const quickHashing: ScryptParameters = { cost: 16, blockSize: 8, parallelization: 1 };

/** Logins in memory with a clock that the test sets. There is one login: `myuser` with the password `mypass-1234`. */
export const aLoginDesk = async (account = anAccount()) => {
  const time = { now: Date.parse('2030-06-01T12:00:00Z') };
  const clock = () => time.now;
  const accounts = memoryAccounts();
  const logins = memoryLogins(accounts);
  const failures = memoryFailures();
  const successes = memorySuccesses();
  await accounts.addAccount(account);
  await createLogin(
    logins,
    { account: account.id, user: 'myuser', password: 'mypass-1234' },
    { clock, parameters: quickHashing },
  );

  const reads = { logins: 0 };
  const store = {
    findAccount: accounts.findAccount,
    findLogin: async (user: string) => {
      reads.logins += 1;
      return logins.findLogin(user);
    },
  };
  /** An authenticator as a fresh container makes it. */
  const newContainer = () => {
    const throttle = createThrottle({ failures, successes, limit: 5, clock });
    return createLoginAuthenticator({ store, throttle, clock, parameters: quickHashing });
  };

  return {
    accounts,
    logins,
    failures,
    successes,
    reads,
    newContainer,
    authenticate: newContainer(),
    pass: (milliseconds: number) => {
      time.now += milliseconds;
    },
  };
};
