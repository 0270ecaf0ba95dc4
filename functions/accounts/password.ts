import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt (RFC 7914): `cost` is its N, the number of blocks; memory is 128 · cost · blockSize bytes. */
export interface ScryptParameters {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** What is kept of a password. The parameters are kept with it, so that better ones can come without a migration. */
export interface PasswordHash extends ScryptParameters {
  /** Base64, as is `hash`. */
  readonly salt: string;
  readonly hash: string;
}

/** One of the settings OWASP's Password Storage Cheat Sheet holds equal: the one with least memory (32 MiB) that fits a Lambda. */
const scryptParameters: ScryptParameters = { cost: 2 ** 15, blockSize: 8, parallelization: 3 };

/** In UTF-8. A longer text is not looked at: its normalisation takes time that grows with the square of its length. */
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

/** Takes as long for a wrong password, and for a text too long to be any, as for the right one. */
export const verifyPassword = async (
  password: string,
  { salt, hash, ...parameters }: PasswordHash,
): Promise<boolean> => {
  const isPossible = Buffer.byteLength(password) <= maxPasswordBytes;
  const derived = await derive(isPossible ? password : '', Buffer.from(salt, 'base64'), parameters);
  const expected = Buffer.from(hash, 'base64');
  return isPossible && derived.length === expected.length && timingSafeEqual(derived, expected);
};

/** What an unknown user's password is compared with, so that it costs what a known one's does. Nothing hashes to it. */
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
  // Node's own limit is just below what these parameters need: V, p blocks of B and some working space.
  const maxmem = 128 * blockSize * (cost + parallelization + 2) * 2;
  const options: ScryptOptions = { cost, blockSize, parallelization, maxmem };
  return new Promise((resolve, reject) => {
    // RFC 8265: one of the ways to write the same accented letter, whatever the program's encoding made of it.
    scrypt(password.normalize('NFC'), salt, hashBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
};
