import { describe, expect, test } from 'vitest';
import { UpstreamUnavailableError } from '../../../functions/messages/errors.ts';
import { UpstreamConfigurationError, UpstreamConnectionError } from '../../../functions/upstream/errors.ts';
import { anAccount } from '../../support/clients/api-events.ts';
import { aDoor, login } from '../../support/clients/xmlrpc-door.ts';
import { now, rules } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

const methods: [string, string[]][] = [
  ['send_message', ['0791234567', 'hi']],
  ['auth', []],
  ['get_credits', []],
  ['account_status', []],
  ['get_guid', []],
  ['clean_number', ['0791234567']],
  ['get_status', ['1']],
  ['cancel_message', ['1']],
];

describe('a login that is not accepted', () => {
  test.each(methods)('is answered by %s as the document says', async (method, params) => {
    const door = aDoor();

    for (const [user, password] of [
      [login[0], 'wrong'],
      ['nobody', login[1]],
      ['', ''],
    ]) {
      const answer = door.callPlain(method, user ?? '', password ?? '', ...params);
      if (['auth', 'get_credits', 'get_guid'].includes(method)) expect(await answer).toBe(false);
      else await expect(answer).rejects.toThrow(/^-32500: Authentication failed$/);
    }
    expect(door.messages()).toEqual([]);
  });

  test.each(methods)('is read by %s as text in any form', async (method, params) => {
    const asked: unknown[] = [];
    const door = aDoor({
      authenticate: async ({ user, password, source }) => {
        asked.push([user, password, source]);
        return undefined;
      },
    });

    await door.callPlain(method, 4711, new Uint8Array(Buffer.from('pässword')), ...params).catch(() => {});

    expect(asked).toEqual([['4711', 'pässword', '192.0.2.1']]);
  });

  test.each(methods)('is read by %s with the digits that a program sent as a number', async (method, params) => {
    const asked: unknown[] = [];
    const door = aDoor({
      authenticate: async ({ user, password }) => {
        asked.push([user, password]);
        return undefined;
      },
    });
    const rest = params.map((text) => `<param><value>${text}</value></param>`).join('');

    await door.post(
      `<methodCall><methodName>${method}</methodName><params><param><value><int>0042</int></value></param>` +
        `<param><value><double>00471.10</double></value></param>${rest}</params></methodCall>`,
    );

    expect(asked).toEqual([['0042', '00471.10']]);
  });

  test.each(methods)('is missed by %s before anything else', async (method) => {
    await expect(aDoor().callPlain(method)).rejects.toThrow(
      '-32602: The number of parameters is wrong. The method takes user, pass',
    );
    await expect(aDoor().callPlain(method, 'myuser')).rejects.toThrow('-32602');
  });
});

describe('an account', () => {
  test('is authenticated, and told its group', async () => {
    const door = aDoor();

    expect(await door.call('auth')).toBe(true);
    expect(await door.call('get_guid')).toBe(anAccount().groupId);
  });

  test('with credits of its own is regular and told them, also below zero', async () => {
    const door = aDoor({ account: anAccount({ metered: true }), credits: -3 });

    expect(await door.call('account_status')).toBe('regular');
    expect(await door.call('get_credits')).toBe(-3);
    expect(await aDoor({ credits: 0 }).call('get_credits')).toBe(0);
  });

  test("without them is free and told the gateway's", async () => {
    const door = aDoor();

    expect(await door.call('account_status')).toBe('free');
    expect(await door.call('get_credits')).toBe(1000);
  });

  test('is told no credits, and not that its login is wrong, where the gateway refuses ours', async () => {
    const door = aDoor({ upstreamCredits: async () => undefined });

    await expect(door.call('get_credits')).rejects.toThrow(/^-32400: /);
  });

  test.each([
    [3_000_000_000, 2_147_483_647],
    [-3_000_000_000, -2_147_483_648],
  ])('with %i credits is told as many as an int holds', async (credits, told) => {
    expect(await aDoor({ credits }).call('get_credits')).toBe(told);
    expect(await aDoor({ upstreamCredits: async () => credits }).call('get_credits')).toBe(told);
  });

  test("without them is told the gateway's within the function's time", async () => {
    const door = aDoor({ upstreamCredits: async (deadline) => deadline && (deadline - now.getTime()) / 1000 });

    expect(await door.call('get_credits')).toBe(28);
  });

  test('is told of a gateway that does not answer', async () => {
    const door = aDoor({
      upstreamCredits: () => Promise.reject(new UpstreamConnectionError('reset by 10.0.0.1', 'maybe_applied')),
    });

    await expect(door.call('get_credits')).rejects.toThrow(/^-32400: The SMS gateway did not answer\. Try again\.$/);
  });

  test('is told that another try will not help where the gateway refuses us, and none of its words', async () => {
    const refused = new UpstreamConfigurationError('The gateway refused the call with HTTP status 404.', 'replied');
    const unavailable = new UpstreamUnavailableError(refused.message, { cause: refused });

    for (const error of [refused, unavailable]) {
      const door = aDoor({ upstreamCredits: () => Promise.reject(error) });

      await expect(door.call('get_credits')).rejects.toThrow(/^-32603: (?!.*404).*trying again does not help/);
    }
  });
});

describe('clean_number', () => {
  test.each([
    ['022/364 8000', '41223648000'],
    ['0792223344', '41792223344'],
    ['+41 79 222 33 44', '41792223344'],
    ['0041792223344', '41792223344'],
    ['41792223344', '41792223344'],
    ['+44 20 7946 0958', '442079460958'],
    ['442079460958', '442079460958'],
    ['0900 123 456', '41900123456'],
    ['not 12 a 3 number', '123'],
    ['+41 1', '411'],
    ['hello', ''],
    ['', ''],
  ])('answers %j with "%s"', async (number, cleaned) => {
    expect(await aDoor().call('clean_number', number)).toBe(cleaned);
  });

  test("reads in the account's region", async () => {
    const door = aDoor({ rules: { ...rules, region: 'DE' } });

    expect(await door.call('clean_number', '0170 1234567')).toBe('491701234567');
    expect(await door.call('clean_number', '41792223344')).toBe('41792223344');
  });

  test('takes numbers that a program wrote as integers', async () => {
    expect(await aDoor().call('clean_number', 792223344)).toBe('41792223344');
  });
});
