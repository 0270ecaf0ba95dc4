import { beforeEach, expect, test, vi } from 'vitest';
import { verifyPassword } from '../../../functions/accounts/password.ts';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { anAccount } from '../../support/clients/api-events.ts';
import { aLoginDesk, quickHashing } from '../../support/fakes/logins.ts';

vi.mock('../../../functions/accounts/password.ts', { spy: true });
beforeEach(() => {
  vi.mocked(verifyPassword).mockClear();
});

const right = { user: 'myuser', password: 'mypass-1234', source: '192.0.2.1' };
const wrong = { ...right, password: 'mypass-1235' };

test('knows whose login it is', async () => {
  const { authenticate } = await aLoginDesk();

  expect(await authenticate(right)).toEqual(anAccount());
});

test.each([
  ['a wrong password', wrong],
  ['an unknown user', { ...right, user: 'nobody' }],
  ['no user', { ...right, user: '' }],
  ['a user too long to be one', { ...right, user: 'x'.repeat(10_000) }],
  ['no password', { ...right, password: '' }],
])('refuses %s', async (_, attempt) => {
  const { authenticate } = await aLoginDesk();

  expect(await authenticate(attempt)).toBeUndefined();
});

test('refuses a disabled account', async () => {
  const { authenticate } = await aLoginDesk(anAccount({ disabled: true }));

  expect(await authenticate(right)).toBeUndefined();
});

test('looks up once a minute, and obeys a revocation after it', async () => {
  const desk = await aLoginDesk();
  await desk.authenticate(right);
  await desk.logins.revokeLogin('acc_shop', 'myuser');

  desk.pass(59_999);
  expect(await desk.authenticate(right)).toBeDefined();
  expect(desk.reads.logins).toBe(1);
  desk.pass(1);

  expect(await desk.authenticate(right)).toBeUndefined();
});

test('does not take a wrong password for a cached right one', async () => {
  const { authenticate } = await aLoginDesk();
  await authenticate(right);

  expect(await authenticate(wrong)).toBeUndefined();
});

test('refuses the right password after 5 wrong ones, without looking it up, until the window ends', async () => {
  const desk = await aLoginDesk();
  for (let count = 0; count < 5; count += 1) await desk.authenticate(wrong);
  const reads = desk.reads.logins;

  expect(await desk.authenticate(right)).toBeUndefined();
  expect(desk.reads.logins).toBe(reads);
  desk.pass(15 * 60_000);

  expect(await desk.authenticate(right)).toBeDefined();
});

test('hashes as much for an unknown user as for a wrong password, and nothing once it refuses to', async () => {
  const { authenticate } = await aLoginDesk();

  for (const user of ['myuser', 'nobody', 'x'.repeat(10_000)]) {
    vi.mocked(verifyPassword).mockClear();
    for (let count = 0; count < 8; count += 1) await authenticate({ ...wrong, user });

    expect(verifyPassword).toHaveBeenCalledTimes(5);
    for (const [, hash] of vi.mocked(verifyPassword).mock.calls) expect(hash).toMatchObject(quickHashing);
  }
});

test('counts a password too long to be one as a failure, at the cost of any other', async () => {
  const { authenticate } = await aLoginDesk();
  const tooLong = { ...right, password: 'x'.repeat(257) };

  for (let count = 0; count < 8; count += 1) expect(await authenticate(tooLong)).toBeUndefined();

  expect(verifyPassword).toHaveBeenCalledTimes(5);
  expect(await authenticate(right)).toBeUndefined();
});

test('takes all texts that cannot be a user for one, of no length', async () => {
  const { authenticate, failures } = await aLoginDesk();

  for (const length of [65, 100, 10_000]) await authenticate({ ...right, user: 'x'.repeat(length) });

  expect([...failures.counts.values()].map(({ count }) => count)).toEqual([3, 3, 3]);
});

test('slows down guesses at users that do not exist just the same', async () => {
  const desk = await aLoginDesk();

  for (let count = 0; count < 7; count += 1) await desk.authenticate({ ...right, user: 'nobody' });

  expect(desk.reads.logins).toBe(5);
});

test('shares its counts between containers', async () => {
  const desk = await aLoginDesk();

  for (let count = 0; count < 5; count += 1) await desk.newContainer()(wrong);

  expect(await desk.newContainer()(right)).toBeUndefined();
});

test('does not count what a busy program checks at once in many containers', async () => {
  const desk = await aLoginDesk();

  const checks = Array.from({ length: 200 }, () => desk.newContainer()(right));

  expect(await Promise.all(checks)).toEqual(Array.from({ length: 200 }, () => anAccount()));
  expect(desk.failures.counts.size).toBe(0);
});

test('a program that is let in already stays so while others guess', async () => {
  const desk = await aLoginDesk();
  await desk.authenticate(right);

  for (let count = 0; count < 10; count += 1) await desk.authenticate(wrong);

  expect(await desk.authenticate(right)).toBeDefined();
});

test('a program is let in from where it was before while others guess from everywhere', async () => {
  const desk = await aLoginDesk();
  await desk.authenticate(right);
  for (let index = 0; index < 100; index += 1) {
    await desk.newContainer()({ ...wrong, source: `198.51.100.${index % 20}` });
  }

  const fresh = desk.newContainer();

  expect(await fresh(wrong)).toBeUndefined();
  expect(await fresh({ ...right, source: '203.0.113.1' })).toBeUndefined();
  expect(await fresh(right)).toEqual(anAccount());
});

test('a guess that fails does not make a source one where the login was right', async () => {
  const desk = await aLoginDesk(anAccount({ disabled: true }));

  for (const attempt of [right, wrong]) await desk.authenticate(attempt);

  expect(desk.successes.notes.size).toBe(0);
});

test('notes once a minute where a login was right', async () => {
  const desk = await aLoginDesk();
  const add = vi.spyOn(desk.successes, 'add');

  for (let count = 0; count < 10; count += 1) await desk.authenticate(right);
  expect(add).toHaveBeenCalledTimes(1);
  desk.pass(60_000);
  await desk.authenticate(right);

  expect(add).toHaveBeenCalledTimes(2);
});

test('lets nobody in when the counts cannot be read', async () => {
  const desk = await aLoginDesk();
  vi.spyOn(desk.failures, 'read').mockRejectedValue(new StoreUnavailableError('The store could not be read.'));

  await expect(desk.authenticate(right)).rejects.toThrow(StoreUnavailableError);
});
