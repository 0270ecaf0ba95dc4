import { expect, test } from 'vitest';
import { insertStatement, updateStatement } from '../../../functions/store/statement.ts';

const before = { id: 'a', version: 1, status: 'queued', openKey: 'k', map: {} };

test('an insert names each member, and holds its values apart', () => {
  expect(insertStatement('messages', { id: "a' }", version: 1 })).toEqual({
    Statement: `INSERT INTO "messages" VALUE {'id': ?, 'version': ?}`,
    Parameters: [{ S: "a' }" }, { N: '1' }],
  });
});

test('an update sets what has changed and removes what is gone, on the version it was computed from', () => {
  const after = { id: 'a', version: 2, status: 'delivered', gatewayId: 'g', map: {} };

  expect(updateStatement('messages', before, after)).toEqual({
    Statement:
      'UPDATE "messages" SET "version"=? SET "status"=? SET "gatewayId"=? REMOVE "openKey" WHERE "id"=? AND "version"=?',
    Parameters: [{ N: '2' }, { S: 'delivered' }, { S: 'g' }, { S: 'a' }, { N: '1' }],
  });
});

test('an update names all that a key consists of', () => {
  const record = { webhook: 'w', id: 'a', version: 1, state: 'fresh' };

  expect(updateStatement('deliveries', record, { ...record, version: 2 }, ['webhook', 'id'])).toEqual({
    Statement: 'UPDATE "deliveries" SET "version"=? WHERE "webhook"=? AND "id"=? AND "version"=?',
    Parameters: [{ N: '2' }, { S: 'w' }, { S: 'a' }, { N: '1' }],
  });
});
