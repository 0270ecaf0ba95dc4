import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt (RFC 7914): `cost` is its N, the number of blocks; memory is 128 · cost · blockSize bytes. */
export interface ScryptParameters {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** The record of a password. It has the parameters, so that new passwords can have better ones without a migration. */
export interface PasswordHash extends ScryptParameters {
  /** Base64, as is `hash`. */
  readonly salt: string;
  readonly hash: string;
}

/**
 * OWASP's Password Storage Cheat Sheet has several settings of equal strength. This one needs 32 MiB and fits a Lambda.
 */
const scryptParameters: ScryptParameters = { cost: 2 ** 15, blockSize: 8, parallelization: 3 };

/** In UTF-8. Longer texts are not hashed, because the time to normalise a text grows with the square of its length. */
export const maxPasswordBytes = 256;

const saltBytes = 16;
const hashBytes = 32;

export const hashPassword = async (
  password: string,
  parameters: ScryptParameters = scryptParameters,
): Promise<PasswordHash> => {
  const salt = randomBytes(saltBytes);
  const hash = await derive(password, salt, parameters);
  return { ...parameters, salt: salt.toString('base64'), hash: hash.toString('base64') };
};

/** Takes the same time for a right, a wrong and a too long password. */
export const verifyPassword = async (
  password: string,
  { salt, hash, ...parameters }: PasswordHash,
): Promise<boolean> => {
  const isPossible = Buffer.byteLength(password) <= maxPasswordBytes;
  const derived = await derive(isPossible ? password : '', Buffer.from(salt, 'base64'), parameters);
  const expected = Buffer.from(hash, 'base64');
  return isPossible && derived.length === expected.length && timingSafeEqual(derived, expected);
};

/** The hash for an unknown user, so that checking takes as long as for a known one. No password matches it. */
export const decoyHash = (parameters: ScryptParameters = scryptParameters): PasswordHash => ({
  ...parameters,
  salt: randomBytes(saltBytes).toString('base64'),
  hash: randomBytes(hashBytes).toString('base64'),
});

const derive = (
  password: string,
  salt: Uint8Array,
  { cost, blockSize, parallelization }: ScryptParameters,
): Promise<Buffer> => {
  // Node's default limit is just below what these parameters need: V, p blocks of B and some working space.
  const maxmem = 128 * blockSize * (cost + parallelization + 2) * 2;
  const options: ScryptOptions = { cost, blockSize, parallelization, maxmem };
  return new Promise((resolve, reject) => {
    // RFC 8265: normalised, because programs encode the same accented letter in different ways.
    scrypt(password.normalize('NFC'), salt, hashBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
};
