import { describe, expect, test } from 'vitest';
import {
  deleteSuppression,
  getSuppression,
  listSuppressions,
  putSuppression,
} from '../../../functions/api/suppressions.ts';
import type { Message } from '../../../functions/messages/message.ts';
import { createSuppress } from '../../../functions/messages/suppress.ts';
import { anAccount, aPrincipal, serving } from '../../support/clients/api-events.ts';
import { aMessageService } from '../../support/model/message-service.ts';
import { aMessage, now, swissMobiles } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

const logged = logLines();

const number = '+41791234567';
const path = { number };
const entry = { number, createdAt: now.toISOString(), by: 'key:key_1', reason: null };

const aDoor = (messages: readonly Message[] = [], principal = aPrincipal()) => {
  const service = aMessageService(messages);
  const suppress = createSuppress({ ...service, messages: service.store });
  const dependencies = {
    suppressions: service.suppressions,
    suppress,
    regionOf: ({ region = 'CH' }: { readonly region?: string }) => region,
  };
  return {
    ...service,
    put: serving(putSuppression(dependencies), principal),
    get: serving(getSuppression(dependencies), principal),
    remove: serving(deleteSuppression(dependencies), principal),
    list: serving(listSuppressions(dependencies), principal),
  };
};

const notOnTheList = {
  status: 404,
  body: { type: 'urn:textgate:problem:not-found', detail: 'This number is not on the suppression list.' },
};

describe('a number', () => {
  test('is put on the list, read, and taken off', async () => {
    const { put, get, remove } = aDoor();

    expect(await put({ path })).toMatchObject({
      status: 200,
      body: { suppression: entry, canceled: [], notCanceled: [], complete: true },
    });
    expect(await get({ path })).toMatchObject({ status: 200, body: entry });
    expect(await remove({ path })).toMatchObject({ status: 200, body: entry });
    expect(await get({ path })).toMatchObject(notOnTheList);
    expect(await remove({ path })).toMatchObject(notOnTheList);
  });

  test('that is put there again keeps its entry, but for a reason that is given', async () => {
    const { put, pass } = aDoor();
    await put({ path });
    pass(1_000);

    expect((await put({ path, json: { reason: 'STOP' } })).body.suppression).toEqual({ ...entry, reason: 'STOP' });
    expect((await put({ path, json: { reason: null } })).body.suppression).toEqual({ ...entry, reason: 'STOP' });
    expect((await put({ path, json: {} })).body.suppression).toEqual({ ...entry, reason: 'STOP' });
  });

  test.each([
    ['national', '079 123 45 67', number],
    ['without its plus', '41791234567', number],
    ['of a country that is not sent to', '+1 201 555 0123', '+12015550123'],
    ['of a kind that is not sent to', '+41900123456', '+41900123456'],
  ])('may be %s', async (_, written, read) => {
    const { put, get } = aDoor();

    expect(await put({ path: { number: written } })).toMatchObject({ body: { suppression: { number: read } } });
    expect(await get({ path: { number: read } })).toMatchObject({ status: 200 });
  });

  test("is read in the account's region", async () => {
    const { put } = aDoor([], aPrincipal({ account: anAccount({ region: 'DE' }) }));

    expect(await put({ path: { number: '0151 23456789' } })).toMatchObject({
      body: { suppression: { number: '+4915123456789' } },
    });
  });

  test('whose range has gone out of use is read and taken off as the list shows it, and not put there', async () => {
    const { put, get, remove, suppressions } = aDoor();
    const path = { number: '+999123456789' };
    suppressions.put('acc_shop', path.number);

    expect(await put({ path })).toMatchObject({ status: 400 });
    expect(await get({ path })).toMatchObject({ status: 200, body: { number: path.number } });
    expect(await remove({ path })).toMatchObject({ status: 200 });
    expect(await get({ path })).toMatchObject(notOnTheList);
  });

  test.each(['put', 'get', 'remove'] as const)('that is none is refused: %s', async (operation) => {
    const answer = await aDoor()[operation]({ path: { number: 'nonsense 0791234567' } });

    expect(answer).toMatchObject({
      status: 400,
      body: {
        type: 'urn:textgate:problem:invalid-request',
        errors: [{ pointer: '{number}', code: 'invalid_number', detail: expect.stringContaining('letters') }],
      },
    });
    expect(JSON.stringify([answer, logged()])).not.toContain('0791234567');
  });

  test.each([{ reason: '' }, { reason: 'x'.repeat(201) }, { reason: 1 }, { because: 'STOP' }])(
    'is not put there with the body %j',
    async (json) => {
      const { put, get } = aDoor();

      expect(await put({ path, json })).toMatchObject({ status: 400 });
      expect(await get({ path })).toMatchObject(notOnTheList);
    },
  );

  test("of another account's list is not told, nor taken off", async () => {
    const { get, remove, list, suppressions } = aDoor();
    suppressions.put('acc_other', number);

    expect(await get({ path })).toMatchObject(notOnTheList);
    expect(await remove({ path })).toMatchObject(notOnTheList);
    expect((await list()).body).toEqual({ suppressions: [], cursor: null });
    expect(await suppressions.among('acc_other', [number])).toEqual(new Set([number]));
  });
});

test('the answer tells which messages are cancelled, and which are not', async () => {
  const waiting = aMessage({ to: number, status: 'accepted' });
  const sending = aMessage({ to: number, status: 'submitting' });
  const { put } = aDoor([waiting, sending]);

  expect((await put({ path })).body).toMatchObject({
    canceled: [waiting.id],
    notCanceled: [{ id: sending.id, status: 'submitting' }],
    complete: true,
  });
});

describe('the list', () => {
  test('is paged by number', async () => {
    const { list, suppressions } = aDoor();
    const numbers = swissMobiles(3);
    suppressions.put('acc_shop', ...numbers.toReversed());

    const { body: first } = await list({ query: { limit: '2' } });
    const { body: second } = await list({ query: { limit: '2', cursor: first.cursor } });

    const listed = [first, second].map((page) => page.suppressions.map((shown: typeof entry) => shown.number));
    expect(listed).toEqual([numbers.slice(0, 2), numbers.slice(2)]);
    expect(second.cursor).toBeNull();
  });

  test('has no page at a made-up place', async () => {
    expect(await aDoor().list({ query: { cursor: 'x' } })).toMatchObject({
      status: 400,
      body: { type: 'urn:textgate:problem:invalid-cursor' },
    });
  });
});

test.each([
  ['suppressions:write', ['get', 'list']],
  ['suppressions:read', ['put', 'remove']],
] as const)('a key with %s alone may not %j', async (scope, refused) => {
  const door = aDoor([], aPrincipal({ scopes: [scope, 'messages:send', 'messages:cancel'] }));

  for (const operation of refused) expect(await door[operation]({ path })).toMatchObject({ status: 403 });
});
