import { randomUUID } from 'node:crypto';
import { beforeEach, expect, inject, test } from 'vitest';
import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { initialState, type ServiceState } from '../../../functions/messages/service-state.ts';
import { createServiceStates } from '../../../functions/store/service-states.ts';
import { now } from '../../support/model/messages.ts';
import { emulatedDynamoDB } from '../../support/stack/dynamodb.ts';
import { createMessageTable } from '../../support/stack/tables.ts';

const { client, faults } = emulatedDynamoDB(inject('emulatorUrl'));

/** A table of its own for each test: there is one state in a table. */
let states: ReturnType<typeof createServiceStates>;
let table: string;

beforeEach(async () => {
  faults.statement = undefined;
  table = `messages-${randomUUID()}`;
  await createMessageTable(client, table);
  states = createServiceStates({ client, table });
});

const next = (before: ServiceState, parts: Partial<ServiceState>): ServiceState => ({
  ...before,
  ...parts,
  version: before.version + 1,
  updatedAt: now.toISOString(),
});

const down = next(initialState, { upstream: 'unreachable', left: [{ shard: '3', window: 'day', after: '0' }] });

test('before the first sweep the state is the initial one', async () => {
  expect(await states.read()).toEqual(initialState);
});

test('a state is read as it was written, and followed by the next', async () => {
  await states.write(initialState, down);
  expect(await states.read()).toEqual(down);

  const low = next(down, { upstream: 'reachable', credits: 'low', creditsLeft: -3, left: [] });
  await states.write(down, low);
  expect(await states.read()).toEqual(low);
});

test('of two sweeps that overlap the first has its word', async () => {
  const low = next(initialState, { credits: 'low' });
  expect(await states.write(initialState, down)).toBe(true);
  expect(await states.write(initialState, low)).toBe(false);
  expect(await states.read()).toEqual(down);

  const up = next(down, { upstream: 'reachable' });
  expect(await states.write(down, up)).toBe(true);
  expect(await states.write(down, low)).toBe(false);
  expect(await states.read()).toEqual(up);
});

test('a state that the database did not take is told as such', async () => {
  faults.statement = () => 'ThrottlingError';

  await expect(states.write(initialState, down)).rejects.toThrow(StoreUnavailableError);
});
