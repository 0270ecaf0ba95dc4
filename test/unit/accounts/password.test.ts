import { expect, test } from 'vitest';
import { decoyHash, hashPassword, maxPasswordBytes, verifyPassword } from '../../../functions/accounts/password.ts';
import { quickHashing } from '../../support/fakes/logins.ts';

test('recognises the password and no other', async () => {
  const hash = await hashPassword('Grüezi 123', quickHashing);

  expect(await verifyPassword('Grüezi 123', hash)).toBe(true);
  expect(await verifyPassword('Grüezi 124', hash)).toBe(false);
  expect(await verifyPassword('', hash)).toBe(false);
});

test('recognises an accented letter written as a letter and an accent', async () => {
  const hash = await hashPassword('é'.normalize('NFC'), quickHashing);

  expect(await verifyPassword('é'.normalize('NFD'), hash)).toBe(true);
});

test('keeps the parameters with the hash, and hashes by those that were kept', async () => {
  const hash = await hashPassword('secret', quickHashing);

  expect(hash).toMatchObject(quickHashing);
  expect(await verifyPassword('secret', { ...hash, cost: 32 })).toBe(false);
});

test('makes another hash of the same password each time', async () => {
  const [one, other] = [await hashPassword('secret', quickHashing), await hashPassword('secret', quickHashing)];

  expect(one.hash).not.toBe(other.hash);
});

test('hashes with the parameters of the product, within the memory it asks for', async () => {
  const hash = await hashPassword('secret');

  expect(await verifyPassword('secret', hash)).toBe(true);
  expect(hash).toMatchObject({ cost: 32_768, blockSize: 8, parallelization: 3 });
});

test('neither takes a text over the longest password for one nor spends time on it', async () => {
  // Putting its accents in order takes time that grows with the square of their number: here, seconds.
  const accents = `e${'\u0301\u0323'.repeat(65_000)}`;
  const hash = await hashPassword('', quickHashing);
  const start = process.cpuUsage();

  expect(await verifyPassword(accents, hash)).toBe(false);

  expect(process.cpuUsage(start).user).toBeLessThan(500_000);
});

test('takes a password of the most bytes', async () => {
  const longest = 'é'.repeat(maxPasswordBytes / 2);

  expect(await verifyPassword(longest, await hashPassword(longest, quickHashing))).toBe(true);
});

test('has a decoy that costs the same and that no password opens', async () => {
  expect(decoyHash()).toMatchObject({ cost: 32_768, blockSize: 8, parallelization: 3 });
  expect(await verifyPassword('', decoyHash(quickHashing))).toBe(false);
});
