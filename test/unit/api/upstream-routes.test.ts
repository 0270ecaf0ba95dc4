import { describe, expect, test } from 'vitest';
import { getAccount } from '../../../functions/api/account.ts';
import { normalizeNumber } from '../../../functions/api/numbers.ts';
import { functionMillis } from '../../../functions/messages/time-budget.ts';
import { UpstreamConnectionError } from '../../../functions/upstream/errors.ts';
import { serving } from '../../support/clients/api-events.ts';
import { rules } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

const lines = logLines();

const down = async () => {
  throw new UpstreamConnectionError('The connection was refused.', 'not_written');
};

const gateway = {
  auth: async () => true,
  getCredits: async (): Promise<number | undefined> => -3,
  accountStatus: async () => 'regular' as const,
  getGuid: async (): Promise<string | undefined> => '11111111-2222-3333-4444-555555555555',
  cleanNumber: async () => '41791234567',
};

/** Answers of the gateway, and the deadlines under which they were asked for. */
const notes = () => {
  const deadlines: (number | undefined)[] = [];
  const noting =
    <T>(answer: T) =>
    async (...parameters: unknown[]) => {
      deadlines.push(Number(parameters.at(-1)));
      return answer;
    };
  return { noting, deadlines };
};

const account = { id: 'acc_shop', name: 'Shop', groupId: '6f1c3a52-2f6e-4c38-9b2d-0b6f5d1f7a10' };

describe('GET /v1/account', () => {
  const get = (parts: Partial<typeof gateway> = {}, credits?: number) =>
    serving(getAccount({ creditsOf: async () => credits, upstream: { ...gateway, ...parts } }))();

  test("tells the account, and the gateway's", async () => {
    expect(await get()).toMatchObject({
      status: 200,
      body: {
        ...account,
        gateway: {
          available: true,
          authenticated: true,
          credits: -3,
          status: 'regular',
          groupId: '11111111-2222-3333-4444-555555555555',
        },
      },
    });
  });

  test("tells a metered account's own credits, and of another that it has none", async () => {
    expect((await get({}, -2)).body.credits).toBe(-2);
    expect((await get()).body.credits).toBeNull();
  });

  test('tells what the gateway does not say as null', async () => {
    const { body } = await get({ getCredits: async () => undefined, getGuid: async () => undefined });

    expect(body.gateway).toMatchObject({ available: true, credits: null, groupId: null });
  });

  test('asks no further when the credentials are refused', async () => {
    const { body } = await get({ auth: async () => false, getCredits: down });

    expect(body.gateway).toEqual({ available: true, authenticated: false, credits: null, status: null, groupId: null });
  });

  test('is of use when the gateway does not answer, which is logged', async () => {
    const { status, body } = await get({ getCredits: down });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...account,
      gateway: { available: false, authenticated: null, credits: null, status: null, groupId: null },
    });
    expect(lines()).toContainEqual(expect.objectContaining({ level: 'warn', message: 'gateway did not answer' }));
  });

  test("asks the gateway within the caller's time", async () => {
    const { noting, deadlines } = notes();
    const before = Date.now();

    await get({
      auth: noting(true),
      getCredits: noting(-3),
      accountStatus: noting('regular' as const),
      getGuid: noting('11111111-2222-3333-4444-555555555555'),
    });

    expect(deadlines).toHaveLength(4);
    for (const deadline of deadlines) expect(deadline).toBeGreaterThanOrEqual(before + functionMillis);
  });

  test('does not take an error of ours for the gateway', async () => {
    const broken = async () => {
      throw new TypeError('a mistake');
    };

    expect(await get({ auth: broken })).toMatchObject({ status: 500 });
  });
});

describe('POST /v1/numbers/normalize', () => {
  const post = (number: unknown, cleanNumber: () => Promise<string> = gateway.cleanNumber) =>
    serving(normalizeNumber({ upstream: { cleanNumber }, rules: () => rules }))({
      json: { number },
    });

  test('tells how we and the gateway read a number', async () => {
    expect(await post('079 123 45 67')).toMatchObject({
      status: 200,
      body: {
        number: '+41791234567',
        country: 'CH',
        problem: null,
        gateway: { available: true, number: '41791234567' },
      },
    });
  });

  test('tells why a number cannot be sent to', async () => {
    const { status, body } = await post('+33 6 12 34 56 78');

    expect(status).toBe(200);
    expect(body).toMatchObject({ number: '+33612345678', country: 'FR', problem: { code: 'country_not_allowed' } });
  });

  test("asks the gateway within the caller's time", async () => {
    const { noting, deadlines } = notes();
    const before = Date.now();

    await post('079 123 45 67', noting('41791234567'));

    expect(deadlines).toHaveLength(1);
    expect(deadlines[0]).toBeGreaterThanOrEqual(before + functionMillis);
  });

  test('is of use when the gateway does not answer', async () => {
    const { body } = await post('079 123 45 67', down);

    expect(body).toMatchObject({ number: '+41791234567', gateway: { available: false, number: null } });
  });

  // What XML cannot carry cannot be asked of the gateway.
  test.each([undefined, null, 41791234567, '', '0'.repeat(65), '079\u001b', '\ud800'])('refuses %j', async (number) => {
    expect(await post(number)).toMatchObject({ status: 400, body: { errors: [{ pointer: '/number' }] } });
  });
});
