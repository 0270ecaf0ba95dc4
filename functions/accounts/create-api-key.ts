import { scopes as allScopes, type Scope } from '../contract/scopes.ts';
import { type ApiKey, newApiKey, type Random } from './api-key.ts';
import { InvalidAccountError } from './errors.ts';
import { lineProblem, repeatedIn } from './line.ts';
import type { AccountStore } from './ports.ts';

export interface NewApiKey {
  readonly account: string;
  /** For people to tell keys apart. */
  readonly name: string;
  /** Absent: all. */
  readonly scopes?: readonly Scope[];
}

export interface CreateApiKeyDeps {
  readonly clock: () => number;
  readonly random?: Random;
}

/**
 * Records a new key and returns it. It cannot be read again later.
 * @throws UnknownAccountError
 * @throws InvalidAccountError if the name is not valid, or if no scope is given, or one twice
 */
export const createApiKey = async (
  store: Pick<AccountStore, 'addKey'>,
  { account, name, scopes = allScopes }: NewApiKey,
  { clock, random }: CreateApiKeyDeps,
): Promise<{ key: string; record: ApiKey }> => {
  const problem = lineProblem('The name', name);
  if (problem !== undefined) throw new InvalidAccountError(problem);
  if (scopes.length === 0) throw new InvalidAccountError('Give the key at least one scope.');
  const repeated = repeatedIn(scopes);
  if (repeated !== undefined) throw new InvalidAccountError(`The scope "${repeated}" is given twice.`);

  const { key, id, hash } = newApiKey(random);
  const record: ApiKey = { id, account, name, hash, scopes, createdAt: new Date(clock()).toISOString() };
  await store.addKey(record);
  return { key, record };
};
