import { randomUUID } from 'node:crypto';
import { isCountry } from '../messages/numbers.ts';
import { senderProblem } from '../messages/sender.ts';
import type { Account } from './account.ts';
import { type Random, randomText } from './api-key.ts';
import { InvalidAccountError } from './errors.ts';
import type { AccountStore } from './ports.ts';

export type NewAccount = Pick<Account, 'name' | 'allowedCountries' | 'region' | 'sender' | 'maySetSender'>;

export interface CreateAccountDeps {
  readonly clock: () => number;
  readonly random?: Random;
  readonly uuid?: () => string;
}

/** Records a new account. @throws InvalidAccountError naming what cannot be. */
export const createAccount = async (
  store: Pick<AccountStore, 'addAccount'>,
  wanted: NewAccount,
  { clock, random, uuid = randomUUID }: CreateAccountDeps,
): Promise<Account> => {
  const problems = accountProblems(wanted);
  if (problems.length > 0) throw new InvalidAccountError(problems.join('\n'));

  const account: Account = {
    id: `acc_${randomText(22, random)}`,
    ...wanted,
    groupId: uuid(),
    createdAt: new Date(clock()).toISOString(),
  };
  await store.addAccount(account);
  return account;
};

const accountProblems = ({ name, allowedCountries = [], region, sender }: NewAccount): string[] => {
  const countries = region === undefined ? allowedCountries : [...allowedCountries, region];
  return [
    name.trim() === '' ? 'The name is empty.' : undefined,
    ...countries.map((country) => (isCountry(country) ? undefined : `There is no country "${country}".`)),
    sender === undefined ? undefined : senderProblem(sender),
  ].filter((problem) => problem !== undefined);
};
