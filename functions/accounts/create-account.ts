import { randomUUID } from 'node:crypto';
import { longestValidity, shortestValidity } from '../contract/send.ts';
import { isCountry } from '../messages/numbers.ts';
import { senderProblem } from '../messages/sender.ts';
import type { Account, AccountDefaults, AccountLimits } from './account.ts';
import { type Random, randomText } from './api-key.ts';
import { InvalidAccountError } from './errors.ts';
import { lineProblem, repeatedIn } from './line.ts';
import type { AccountStore, DefaultChanges, LimitChanges } from './ports.ts';

export type NewAccount = AccountLimits &
  AccountDefaults &
  Pick<Account, 'name' | 'allowedCountries' | 'region' | 'sender' | 'maySetSender'>;

export interface CreateAccountDeps {
  readonly clock: () => number;
  readonly random?: Random;
  readonly uuid?: () => string;
}

/** Records a new account. @throws InvalidAccountError with all problems, one per line */
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

const accountProblems = ({ name, allowedCountries = [], region, sender, ...changes }: NewAccount): string[] => {
  const repeated = repeatedIn(allowedCountries);
  const countries = region === undefined ? allowedCountries : [...allowedCountries, region];
  return [
    lineProblem('The name', name),
    repeated === undefined ? undefined : `The country "${repeated}" is given twice.`,
    ...countries.map((country) =>
      isCountry(country) ? undefined : `"${country}" is not an ISO 3166-1 alpha-2 country code.`,
    ),
    sender === undefined ? undefined : senderProblem(sender),
    ...limitProblems(changes),
    ...defaultProblems(changes),
  ].filter((problem) => problem !== undefined);
};

/** Zero is not a limit: to stop an account from sending, disable it. */
const limitProblems = ({ messagesPerMinute, messagesPerDay }: LimitChanges): string[] =>
  [messagesPerMinute, messagesPerDay]
    .filter((limit) => typeof limit === 'number' && !(Number.isSafeInteger(limit) && limit > 0))
    .map(() => 'A limit must be a whole number above zero.');

const defaultProblems = ({ validFor }: DefaultChanges): string[] =>
  typeof validFor !== 'number' ||
  (Number.isSafeInteger(validFor) && validFor >= shortestValidity && validFor <= longestValidity)
    ? []
    : [validityRule];

export const validityRule = `A validity must be a whole number of seconds from ${shortestValidity} to ${longestValidity}.`;

type ChangeAccount = Pick<AccountStore, 'changeAccount'>;

/** Changes the given limits only. @throws InvalidAccountError, UnknownAccountError */
export const setLimits = (store: ChangeAccount, id: string, changes: LimitChanges): Promise<void> =>
  change(store, id, changes, 'limit', limitProblems(changes));

/** Changes the given defaults only. @throws InvalidAccountError, UnknownAccountError */
export const setDefaults = (store: ChangeAccount, id: string, changes: DefaultChanges): Promise<void> =>
  change(store, id, changes, 'default', defaultProblems(changes));

const change = async (
  store: ChangeAccount,
  id: string,
  changes: LimitChanges | DefaultChanges,
  kind: string,
  found: readonly string[],
): Promise<void> => {
  const problems = Object.keys(changes).length === 0 ? [`Give at least one ${kind}.`] : found;
  if (problems.length > 0) throw new InvalidAccountError(problems.join('\n'));
  await store.changeAccount(id, changes);
};
