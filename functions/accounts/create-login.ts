import { type Random, randomText } from './api-key.ts';
import { InvalidAccountError } from './errors.ts';
import { isUser, type Login } from './login.ts';
import { hashPassword, maxPasswordBytes, type ScryptParameters } from './password.ts';
import type { LoginStore } from './ports.ts';

export interface NewLogin {
  readonly account: string;
  readonly user: string;
  /** Absent: a random one, which is better than a chosen one. */
  readonly password?: string;
}

export interface CreateLoginDeps {
  readonly clock: () => number;
  readonly random?: Random;
  readonly parameters?: ScryptParameters;
}

/** 142 bits. */
const generatedLength = 24;

/**
 * Records a new login and returns its password. It cannot be read again later.
 * @throws UnknownAccountError, UserTakenError
 * @throws InvalidAccountError if the user or the password is not valid
 */
export const createLogin = async (
  store: Pick<LoginStore, 'addLogin'>,
  { account, user, password: chosen }: NewLogin,
  { clock, random, parameters }: CreateLoginDeps,
): Promise<{ password: string; record: Login }> => {
  if (!isUser(user)) throw new InvalidAccountError('A user must have 1 to 64 visible characters.');
  const password = chosen ?? randomText(generatedLength, random);
  const length = Buffer.byteLength(password);
  if (length < 8 || length > maxPasswordBytes) {
    throw new InvalidAccountError(`A password must have 8 to ${maxPasswordBytes} bytes in UTF-8.`);
  }

  const hash = await hashPassword(password, parameters);
  const record: Login = { user, account, password: hash, createdAt: new Date(clock()).toISOString() };
  await store.addLogin(record);
  return { password, record };
};
