import { expect, test } from 'vitest';
import { getKey } from '../../../functions/api/account.ts';
import { scopes } from '../../../functions/contract/scopes.ts';
import { aPrincipal, serving } from '../../support/clients/api-events.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

test.each(scopes)(
  'GET /v1/key tells a key that has the scope %s alone what it is for, and whose it is',
  async (scope) => {
    const answer = await serving(getKey(), aPrincipal({ scopes: [scope] }))();

    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({ id: 'key_1', scopes: [scope], account: { id: 'acc_shop', name: 'Shop' } });
  },
);

test('GET /v1/key tells nobody without a key anything', async () => {
  const { status, body } = await serving(getKey())({ headers: { authorization: '' } });

  expect({ status, type: body.type }).toEqual({ status: 401, type: 'urn:textgate:problem:unauthenticated' });
});
