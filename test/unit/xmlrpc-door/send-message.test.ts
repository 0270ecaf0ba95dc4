import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { afterForgetting } from '../../../functions/messages/forget.ts';
import { isMessageId } from '../../../functions/messages/ids.ts';
import { encodeCall } from '../../../functions/xmlrpc/encode.ts';
import { XmlRpcDateTime, type XmlRpcValue } from '../../../functions/xmlrpc/value.ts';
import cases from '../../fixtures/cases/recipients.json' with { type: 'json' };
import { anAccount } from '../../support/clients/api-events.ts';
import { aDoor, login } from '../../support/clients/xmlrpc-door.ts';
import { memoryStore } from '../../support/fakes/memory-store.ts';
import { acceptAll, scriptedUpstream, upstreamIdOf } from '../../support/fakes/scripted-upstream.ts';
import { aMessage, rules } from '../../support/model/messages.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

const utf8 = (text: string) => new Uint8Array(Buffer.from(text));
const anId = expect.stringMatching(/^msg_/);
const swiss = '0791234567';

/** What was handed over, without what these tests do not look at. */
const handed = (door: ReturnType<typeof aDoor>) =>
  door.upstream.handOvers.map(({ to, text, sender, scheduledAt, type }) => ({ to, text, sender, scheduledAt, type }));

describe('the parameters', () => {
  test.each<[string, XmlRpcValue, string]>([
    ['a string', '0791234567', '0791234567'],
    ['base64 of UTF-8', utf8('0791234567'), '0791234567'],
    ['an integer, its zero lost', 791234567, '791234567'],
    ['digits with a country code, as clean_number answers', '41791234567', '41791234567'],
    ['E.164', '+41 79 123 45 67', '+41 79 123 45 67'],
  ])('take a recipient as %s, and give it back as it was written', async (_, dest, echoed) => {
    const door = aDoor();

    expect(await door.call('send_message', dest, 'hi')).toEqual([[echoed, 1, anId]]);
    expect(door.upstream.recipients()).toEqual(['+41791234567']);
  });

  test.each<[string, XmlRpcValue, string]>([
    ['a string', 'Grüezi ]]> <b>&amp;</b>', 'Grüezi ]]> <b>&amp;</b>'],
    ['base64 of UTF-8', utf8('été €\r\n😀'), 'été €\r\n😀'],
    ['an integer', 42, '42'],
    ['a double', 3.5, '3.5'],
  ])('take the message as %s', async (_, message, text) => {
    const door = aDoor();

    await door.call('send_message', swiss, message);

    expect(handed(door)).toMatchObject([{ text, type: 'text', sender: 'textobox.ch', scheduledAt: undefined }]);
  });

  test.each<XmlRpcValue[][]>([[['']], [['', '']], [['', '', '']], [[null, null, null]], [[false, false, false]]])(
    'take %j for left out',
    async (optional) => {
      const door = aDoor();

      await door.call('send_message', swiss, 'hi', ...optional);

      expect(handed(door)).toMatchObject([{ type: 'text', sender: 'textobox.ch', scheduledAt: undefined }]);
    },
  );

  test.each([
    ['flash', 'flash'],
    ['text', 'text'],
    ['FLASH?', 'text'],
  ])('take the type "%s" for %s', async (written, type) => {
    const door = aDoor();

    await door.call('send_message', swiss, 'hi', '', '', written);

    expect(handed(door)).toMatchObject([{ type }]);
  });

  test.each<[string, XmlRpcValue[], string]>([
    [
      'none at all',
      [],
      'The number of parameters is wrong. The method takes user, pass, dest, message, [sender], [date], [type].',
    ],
    ['too many', [swiss, 'hi', '', '', '', ''], 'The number of parameters is wrong. The method takes user, pass'],
    ['a recipient that is no text', [true, 'hi'], 'The parameter "dest" must be a string.'],
    ['a message that is no text', [swiss, ['hi']], 'The parameter "message" must be a string.'],
    ['a message that is nothing', [swiss, null], 'The parameter "message" must be a string.'],
    ['base64 of other bytes', [swiss, new Uint8Array([0xe9])], 'The base64 of the parameter "message" is not UTF-8.'],
    ['a recipient that XML cannot hold', [utf8('\u0000'), 'hi'], 'has a character that XML does not allow'],
    ['a sender that is no text', [swiss, 'hi', true], 'The parameter "sender" must be a string.'],
    ['a date that is no text', [swiss, 'hi', '', new Map()], 'The parameter "date" must be a string.'],
    ['1,001 recipients', [Array.from({ length: 1001 }, () => swiss), 'hi'], 'more than 1000 entries'],
  ])('are refused when they are %s', async (_, params, problem) => {
    const door = aDoor();

    await expect(door.call('send_message', ...params)).rejects.toThrow(problem);
    await expect(door.call('send_message', ...params)).rejects.toThrow('-32602');
    expect(door.messages()).toEqual([]);
  });
});

describe('the recipients', () => {
  test('each have their own result', async () => {
    const refused = { code: 'routing_error', text: '' };
    const upstream = scriptedUpstream({
      handOver: (request) => {
        const outcome = acceptAll(request);
        if (outcome.kind !== 'answered') return outcome;
        const results = outcome.results.map((result, index) =>
          index === 1 ? { accepted: false as const, reason: refused } : result,
        );
        return { kind: 'answered', results };
      },
    });
    const door = aDoor({ upstream });

    const result = await door.call('send_message', [swiss, '1', '0791234568', '+33612345678', '+491701234567'], 'hi');

    expect(result).toEqual([
      [swiss, 1, anId],
      ['1', 0, 5],
      ['0791234568', 0, 3],
      ['+33612345678', 0, 5],
      ['+491701234567', 1, anId],
    ]);
    expect(door.upstream.handOvers).toHaveLength(1);
  });

  test('that are listed twice have one message and two equal results', async () => {
    const door = aDoor();

    const result = await door.call('send_message', [swiss, '+41791234567', '0041791234567'], 'hi');

    const [[, , id]] = result as [[string, number, string]];
    expect(isMessageId(id)).toBe(true);
    expect(result).toEqual([swiss, '+41791234567', '0041791234567'].map((dest) => [dest, 1, id]));
    expect(door.upstream.recipients()).toEqual(['+41791234567']);
  });

  test('with an extension are none, as ever: without it, it would be another number', async () => {
    const door = aDoor();

    expect(await door.call('send_message', '+41791234567 ext. 5', 'hi')).toEqual([['+41791234567 ext. 5', 0, 5]]);
    expect(door.upstream.recipients()).toEqual([]);
  });

  test.each(cases.cases)('are read as at the other doors: $why', async ({ to, number }) => {
    const door = aDoor({ rules: { ...rules, region: cases.region } });

    await door.call('send_message', [utf8(to)], 'hi');

    expect(door.upstream.recipients()).toEqual(number === null ? [] : [number]);
  });

  test('that are spelt in several ways have one message, whose id each of them gets', async () => {
    const door = aDoor();
    const spellings = ['tel:+41-79-123-45-67', '\u200e079 123 45 67;', '="41791234567"', '41791234567'];

    const result = await door.call('send_message', spellings, 'hi');

    const [[, , id]] = result as [[string, number, string]];
    expect(result).toEqual(spellings.map((spelling) => [spelling, 1, id]));
    expect(door.upstream.recipients()).toEqual(['+41791234567']);
  });

  test('in a list do not sink the others, whatever is bad about them', async () => {
    const door = aDoor();
    const bad: XmlRpcValue[] = [null, true, false, [swiss], new Map(), '', new Uint8Array([0xe9]), 'x'.repeat(300)];

    const result = await door.call('send_message', [...bad, swiss], 'hi');

    expect(result).toEqual([...bad.slice(0, -1).map(() => ['', 0, 5]), ['x'.repeat(300), 0, 5], [swiss, 1, anId]]);
  });

  test('in a list lose what XML cannot hold: it carries no digit', async () => {
    expect(await aDoor().call('send_message', [utf8('0791234567\u0000')], 'hi')).toEqual([['0791234567', 1, anId]]);
  });

  test('may be none', async () => {
    expect(await aDoor().call('send_message', [], 'hi')).toEqual([]);
  });

  test('are read in the region of the account', async () => {
    const door = aDoor({ rules: { ...rules, region: 'DE' } });

    await door.call('send_message', ['0170 1234567', '41791234567'], 'hi');

    expect(door.upstream.recipients()).toEqual(['+491701234567', '+41791234567']);
  });
});

describe('what cannot be sent', () => {
  test.each<[string, XmlRpcValue[], number]>([
    ['an empty message', [''], 7],
    ['a message that is too long', ['x'.repeat(1531)], 8],
    ['a message with a character that cannot be sent', [utf8('a\u0007')], 4],
    ['a sender that is none', ['hi', 'a sender too long'], 6],
  ])('%s is told by its error code', async (_, content, code) => {
    const door = aDoor();

    expect(await door.call('send_message', [swiss, '1'], ...content)).toEqual([
      [swiss, 0, code],
      ['1', 0, 5],
    ]);
    expect(door.messages()).toEqual([]);
  });

  test('at a time that the gateway cannot be told is told by error code 4, and does not go at once', async () => {
    const door = aDoor({ upstream: scriptedUpstream({ scheduleProblem: () => 'The gateway cannot be told.' }) });

    expect(await door.call('send_message', swiss, 'hi', '', '9999-12-31T23:59:59-05:00')).toEqual([[swiss, 0, 4]]);
    expect(door.messages()).toEqual([]);
  });

  test('for want of a record is told by error code 2, beside what was sent', async () => {
    const store = memoryStore([], { isUnavailable: (operation, { to }) => operation === 'insert' && to.endsWith('8') });
    const door = aDoor({ store });

    expect(await door.call('send_message', [swiss, '0791234568'], 'hi')).toEqual([
      [swiss, 1, anId],
      ['0791234568', 0, 2],
    ]);
  });

  test('for want of credits is told by error code 2', async () => {
    const store = memoryStore();
    vi.spyOn(store, 'insert').mockImplementationOnce(async (messages) => messages.map(() => 'no_credit'));
    const door = aDoor({ store, rules: { ...rules, metered: true } });

    expect(await door.call('send_message', [swiss, '0791234568'], 'hi')).toEqual([
      [swiss, 0, 2],
      ['0791234568', 0, 2],
    ]);
    expect(door.upstream.handOvers).toEqual([]);
  });

  test('because the account has sent too much is told by error code 2', async () => {
    const door = aDoor({ rules: { ...rules, limits: { perMinute: 1 } } });
    await door.call('send_message', swiss, 'hi');

    expect(await door.call('send_message', swiss, 'hi')).toEqual([[swiss, 0, 2]]);
    expect(await door.call('send_message', [swiss, '0791234568'], 'hi')).toEqual([
      [swiss, 0, 2],
      ['0791234568', 0, 2],
    ]);
    expect(door.upstream.handOvers).toHaveLength(1);
  });

  test('because the gateway refuses the call is told by its code', async () => {
    const reason = { code: 'invalid_sender', text: '' };
    const door = aDoor({ upstream: scriptedUpstream({ handOver: () => ({ kind: 'rejected', reason }) }) });

    expect(await door.call('send_message', swiss, 'hi')).toEqual([[swiss, 0, 6]]);
  });
});

describe('an outcome that is not known', () => {
  test('is a success with an identifier: nothing may make the program send again', async () => {
    const door = aDoor({
      upstream: scriptedUpstream({ handOver: () => ({ kind: 'unknown', cause: new Error('reset') }) }),
    });

    expect(await door.call('send_message', swiss, 'hi')).toEqual([[swiss, 1, anId]]);
    expect(door.messages()).toMatchObject([{ status: 'indeterminate' }]);
  });

  test('that is known not to have been sent is a success: the sweep hands it over', async () => {
    const door = aDoor({
      upstream: scriptedUpstream({ handOver: () => ({ kind: 'not_sent', cause: new Error('refused') }) }),
    });

    expect(await door.call('send_message', swiss, 'hi')).toEqual([[swiss, 1, anId]]);
    expect(door.messages()).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('the sender', () => {
  test.each([
    ['as asked', {}, 'Shop', 'Shop'],
    ["the account's, if none is asked for", { sender: 'Default' }, '', 'Default'],
    ['the default of the setting, if the account has none', {}, '', 'textobox.ch'],
    ["the account's, if it may not choose", { sender: 'Default', maySetSender: false }, 'Shop', 'Default'],
    ['the default of the setting, if it may not choose and has none', { maySetSender: false }, 'Shop', 'textobox.ch'],
  ])('is %s', async (_, parts, asked, sender) => {
    const door = aDoor({ account: anAccount(parts) });

    await door.call('send_message', swiss, 'hi', asked);

    expect(handed(door)).toMatchObject([{ sender }]);
  });
});

describe('the date', () => {
  // It is 14:00 of 1 June 2030 in Zurich.
  test.each<[string, XmlRpcValue, string | undefined]>([
    ['in the form of the document', '2030-06-01 14:00:01', '2030-06-01T12:00:01.000Z'],
    ['in winter', '2030-12-24 18:00:00', '2030-12-24T17:00:00.000Z'],
    ["as XML-RPC's own type", new XmlRpcDateTime('2030-06-01T14:00:01'), '2030-06-01T12:00:01.000Z'],
    ['in base64', utf8('2030-06-01 14:00:01'), '2030-06-01T12:00:01.000Z'],
    ['with a T between date and time', '2030-06-01T14:00:01', '2030-06-01T12:00:01.000Z'],
    ['without seconds', '2030-06-01 14:01', '2030-06-01T12:01:00.000Z'],
    ['with a T and without seconds', '2030-06-01T14:01', '2030-06-01T12:01:00.000Z'],
    ['with blanks around it', ' 2030-06-01 14:00:01\n', '2030-06-01T12:00:01.000Z'],
    ['without seconds, in the hour that autumn repeats', '2030-10-27T02:30', '2030-10-26T23:59:59.000Z'],
    ['of the moment', '2030-06-01 14:00:00', undefined],
    ['in the past', '2006-12-06 20:05:00', undefined],
    ['that does not exist', '2030-02-30 12:00:00', undefined],
    ['in the hour that spring leaves out', '2031-03-30 02:30:00', '2031-03-30T01:30:00.000Z'],
    ['with a zone', '2030-06-01T14:00:01Z', '2030-06-01T14:00:01.000Z'],
    ['with an offset', '2030-06-01T14:00:01+02:00', '2030-06-01T12:00:01.000Z'],
    ['without a time: when the day begins', '2030-06-02', '2030-06-01T22:00:00.000Z'],
    ['without a time, of today', '2030-06-01', undefined],
    ['many years ahead', '2100-01-01 00:00:00', '2099-12-31T23:00:00.000Z'],
    ['at the end of all years', '9999-12-31 23:59:59', '9999-12-31T22:59:59.000Z'],
    ['of an instant in the past', '2030-06-01T14:00:00+03:00', undefined],
    ['of blanks', ' ', undefined],
    ['that is none', 'tomorrow', undefined],
    // Summer time ends at 03:00 of 27 October: 02:00 to 03:00 comes twice, and the gateway can be told neither.
    ['in the hour that autumn repeats: just before it', '2030-10-27 02:30:00', '2030-10-26T23:59:59.000Z'],
    ['in that hour, by its instant: the first time', '2030-10-27T02:30:00+02:00', '2030-10-26T23:59:59.000Z'],
    ['in that hour, by its instant: the second time', '2030-10-27T02:30:00+01:00', '2030-10-26T23:59:59.000Z'],
    ['just before that hour', '2030-10-27 01:59:59', '2030-10-26T23:59:59.000Z'],
    ['just after that hour', '2030-10-27 03:00:00', '2030-10-27T02:00:00.000Z'],
  ])('%s', async (_, date, scheduledAt) => {
    const door = aDoor();

    const result = await door.call('send_message', swiss, 'hi', '', date);

    expect(handed(door)).toMatchObject([
      { scheduledAt: scheduledAt === undefined ? undefined : new Date(scheduledAt) },
    ]);
    expect(result).toEqual([[swiss, scheduledAt === undefined ? 1 : 9, anId]]);
  });
});

describe('a date that names a time', () => {
  const { now: caseTime, cases }: { now: string; cases: { date: string; scheduledAt: string | null }[] } = JSON.parse(
    readFileSync(new URL('../../fixtures/cases/door-dates.json', import.meta.url), 'utf8'),
  );
  const param = (value: string) => `<param><value>${value}</value></param>`;
  const sendOn = (date: string) => {
    const params = [...login, swiss, 'hi', '', date].map(param).join('');
    return `<methodCall><methodName>send_message</methodName><params>${params}</params></methodCall>`;
  };

  test.each(
    cases.flatMap(({ date, scheduledAt }) => [
      [date, 'a string', `<string>${date}</string>`, scheduledAt] as const,
      [date, 'base64', `<base64>${Buffer.from(date).toString('base64')}</base64>`, scheduledAt] as const,
      [date, "XML-RPC's own type", `<dateTime.iso8601>${date}</dateTime.iso8601>`, scheduledAt] as const,
    ]),
  )('%s, as %s', async (_, __, value, scheduledAt) => {
    const door = aDoor();
    door.pass(Date.parse(caseTime) - door.clock().getTime());

    await door.post(sendOn(value));

    const expected = scheduledAt === null ? undefined : new Date(scheduledAt);
    expect(handed(door)).toMatchObject([{ scheduledAt: expected }]);
  });

  test.each([
    '<dateTime.iso8601/>',
    '<dateTime.iso8601> </dateTime.iso8601>',
    '<dateTime.iso8601>x</dateTime.iso8601>',
  ])('%s names none, as a string with its text would not', async (value) => {
    const door = aDoor();

    await door.post(sendOn(value));

    expect(handed(door)).toMatchObject([{ scheduledAt: undefined }]);
  });
});

describe("the account's own", () => {
  test.each([
    ['from the call on', '', '2030-06-01T14:00:00.000Z'],
    ['from its date on', '2030-06-01 15:00:00', '2030-06-01T15:00:00.000Z'],
    ['from the call on, where its date has passed', '2006-12-06 20:05:00', '2030-06-01T14:00:00.000Z'],
    ['until the last year there is', '9999-12-31 23:59:59', '9999-12-31T23:59:59.999Z'],
  ])('validity holds for a message %s', async (_, date, validUntil) => {
    const door = aDoor({ account: anAccount({ validFor: 7_200 }) });

    await door.call('send_message', swiss, 'hi', '', date);

    expect(door.messages()).toMatchObject([{ validUntil }]);
  });

  test('encoding has a text go as GSM-7 where it can', async () => {
    const door = aDoor({ account: anAccount({ encoding: 'smart' }) });

    await door.call('send_message', swiss, '“hi”');

    expect(handed(door)).toMatchObject([{ text: '"hi"' }]);
  });

  test('validity that ends before the gateway is reached has the message refused', async () => {
    const upstream = scriptedUpstream();
    const door = aDoor({ account: anAccount({ validFor: 30 }), upstream });
    upstream.script.handOver = async () => {
      await door.pass(30_000);
      return { kind: 'not_sent', cause: new Error('refused') };
    };

    expect(await door.call('send_message', swiss, 'hi')).toEqual([[swiss, 0, 2]]);
    expect(door.messages()).toMatchObject([{ status: 'expired', reason: { code: 'validity_ended' } }]);
  });
});

describe('a suppressed number', () => {
  const other = '0791234568';

  test.each([
    [
      'beside others',
      [swiss, other],
      [
        [swiss, 0, 5],
        [other, 1, anId],
      ],
    ],
    ['alone', swiss, [[swiss, 0, 5]]],
    [
      'beside one that is none',
      [swiss, '1'],
      [
        [swiss, 0, 5],
        ['1', 0, 5],
      ],
    ],
  ])('is refused %s', async (_, dest, result) => {
    const door = aDoor();
    door.suppressions.put('acc_shop', '+41791234567');

    expect(await door.call('send_message', dest, 'hi')).toEqual(result);
    expect(door.upstream.recipients()).not.toContain('+41791234567');
  });

  test('is refused in the answer to a repeated call, where it was put on the list while its message waited', async () => {
    const repeat = () => door.post(encodeCall('send_message', [...login, swiss, 'hi']), { 'idempotency-key': 'k' });
    const upstream = scriptedUpstream({ handOver: () => ({ kind: 'not_sent', cause: new Error('refused') }) });
    const door = aDoor({ upstream });
    await repeat();
    const [message = aMessage()] = door.messages();
    door.store.records.set(message.id, { ...message, status: 'canceled', reason: { code: 'suppressed', text: '' } });

    expect((await repeat()).response).toEqual({ kind: 'value', value: [[swiss, 0, 5]] });
  });
});

describe('an idempotency key', () => {
  const post = (door: ReturnType<typeof aDoor>, key: string, ...params: XmlRpcValue[]) =>
    door.post(encodeCall('send_message', ['myuser', 'mypass', swiss, ...params]), { 'idempotency-key': key });

  test('makes a repeated call send once, and answer the same', async () => {
    const door = aDoor();

    const [first, second] = [await post(door, 'k', 'hi'), await post(door, 'k', 'hi')];

    expect(second.body).toBe(first.body);
    expect(door.upstream.handOvers).toHaveLength(1);
  });

  test('holds also when the date has passed between the two calls', async () => {
    const door = aDoor();
    const first = await post(door, 'k', 'hi', '', '2030-06-01 14:00:01');
    await door.pass(60_000);

    const second = await post(door, 'k', 'hi', '', '2030-06-01 14:00:01');

    expect(second.body).toBe(first.body);
    expect(door.upstream.handOvers).toHaveLength(1);
  });

  test('holds for a date that had passed from the first', async () => {
    const door = aDoor();

    const calls = [
      await post(door, 'k', 'hi', '', '2006-12-06 20:05:00'),
      await post(door, 'k', 'hi', '', '2006-12-06 20:05:00'),
    ];

    expect(calls[1]?.body).toBe(calls[0]?.body);
    expect(door.upstream.handOvers).toHaveLength(1);
  });

  test('holds also when the rules of the account are others', async () => {
    const numbers = [swiss, '+491701234567'];
    const sendTo = (door: ReturnType<typeof aDoor>) =>
      door.post(encodeCall('send_message', ['myuser', 'mypass', numbers, 'hi', 'Shop']), { 'idempotency-key': 'k' });
    const before = aDoor();
    const first = await sendTo(before);

    const after = aDoor({
      store: before.store,
      account: anAccount({ maySetSender: false, sender: 'Other' }),
      rules: { ...rules, allowedCountries: ['CH'], maxSegments: 0 },
    });

    expect((await sendTo(after)).body).toBe(first.body);
    expect(after.upstream.handOvers).toEqual([]);
  });

  test('answers the same of a message that was forgotten since', async () => {
    const door = aDoor();
    const first = await post(door, 'k', 'hi');
    for (const message of door.store.records.values())
      door.store.records.set(message.id, afterForgetting(message) ?? message);

    const second = await post(door, 'k', 'hi');

    expect([...door.store.records.values()]).toMatchObject([{ to: 'forgotten' }]);
    expect(second.body).toBe(first.body);
  });

  test('is refused with another message', async () => {
    const door = aDoor();
    await post(door, 'k', 'hi', '', '2030-06-01 14:00:01');

    for (const params of [['other'], ['other', '', '2006-12-06 20:05:00'], ['other', '', '2030-06-01 14:00:01']]) {
      expect((await post(door, 'k', ...params)).response).toMatchObject({ kind: 'fault', code: -32500 });
    }
    expect(door.upstream.handOvers).toHaveLength(1);
  });

  test('of a call that is still being carried out is worth another try', async () => {
    const upstream = scriptedUpstream({ handOver: () => new Promise(() => {}) });
    const door = aDoor({ upstream });
    void post(door, 'k', 'hi');
    await new Promise((resolve) => setImmediate(resolve));

    expect((await post(door, 'k', 'hi')).response).toMatchObject({ kind: 'fault', code: -32400 });
  });

  test('is not dropped silently when it cannot be one', async () => {
    const door = aDoor();

    expect((await post(door, 'two words', 'hi')).response).toMatchObject({ kind: 'fault', code: -32602 });
    expect(door.messages()).toEqual([]);
  });

  test('gives back what became of the message since', async () => {
    const door = aDoor();
    await post(door, 'k', 'hi', '', '2030-06-01 14:05:00');
    const [message = aMessage()] = door.messages();
    door.store.records.set(message.id, { ...message, status: 'canceled' });

    expect((await post(door, 'k', 'hi', '', '2030-06-01 14:05:00')).response).toEqual({
      kind: 'value',
      value: [[swiss, 0, 10]],
    });
    expect(message.upstreamId).toBe(upstreamIdOf('+41791234567'));
  });
});
