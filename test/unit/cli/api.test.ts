import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../functions/client/index.ts';
import { createProgram } from '../../../infra/cli/program.ts';
import manifest from '../../../package.json' with { type: 'json' };
import { aShell } from '../../support/cli/a-shell.ts';
import { aProblem, runTextgate } from '../../support/cli/run-textgate.ts';
import { anApiMessage } from '../../support/clients/api-message.ts';

const message = (id: string, rest: Partial<Message> = {}): Message => anApiMessage({ id, ...rest });
const failed = { status: 'failed', reason: { code: 'not_sent', text: 'It was not.' } } as const;
const sent = { messages: [message('msg_1')], rejected: [] };
const rejection = { index: 1, to: 'nobody', code: 'invalid_number', detail: 'This is no number.' };
const nobody = () => {
  throw new Error('Nobody was to be asked.');
};

describe('send', () => {
  test('asks for what was typed', async () => {
    const { asked, exitCode } = await runTextgate(
      [
        ...['send', '+41791234567', '--to', '0791234568', '--text', 'Hello {name}', '--sender', 'Shop'],
        ...['--at', '2026-12-24 18:00+01:00', '--valid-for', '600', '--encoding', 'smart', '--type', 'flash'],
        ...['--reference', 'order-7', '--metadata', 'shop=north', '--metadata', 'a=b=c', '--value', 'name=Ada'],
        ...['--key', 'order-7'],
      ],
      () => sent,
    );

    expect(asked).toMatchObject([
      {
        method: 'POST',
        path: '/v1/messages',
        body: {
          to: ['+41791234567', '0791234568'],
          text: 'Hello {name}',
          sender: 'Shop',
          scheduledAt: '2026-12-24T18:00:00+01:00',
          validFor: 600,
          encoding: 'smart',
          type: 'flash',
          reference: 'order-7',
          metadata: { shop: 'north', a: 'b=c' },
          values: { name: 'Ada' },
        },
      },
    ]);
    expect(asked[0]?.headers.get('idempotency-key')).toBe('order-7');
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer textgate_secret');
    expect(exitCode).toBe(0);
  });

  test('reads the text from standard input, without its line end', async () => {
    const input = async () => 'Two\nlines\n';

    const { asked } = await runTextgate(['send', '+41791234567', '--text', '-'], () => sent, { input });

    expect(asked[0]?.body).toEqual({ to: ['+41791234567'], text: 'Two\nlines' });
  });

  test('prints a table for people, and the answer for programs', async () => {
    const typed = ['send', '+41791234567', '--text', 'Hello'];

    expect((await runTextgate(typed, () => sent)).printed).toBe(
      'ID     TO            SEGMENTS  STATUS\nmsg_1  +41791234567  1         queued',
    );
    expect(JSON.parse((await runTextgate([...typed, '--json'], () => sent)).printed)).toEqual(sent);
  });

  test('tells who was refused, beside what was sent', async () => {
    const { exitCode, printed, told } = await runTextgate(
      ['send', '+41791234567', 'nobody', '--text', 'Hello'],
      () => ({
        ...sent,
        rejected: [rejection],
        replaced: [{ from: '’', to: "'", count: 2 }],
      }),
    );

    expect(printed).toContain('msg_1');
    expect(printed).toContain('REJECTED  CODE            WHY\nnobody    invalid_number  This is no number.');
    expect(printed).toContain('Replaced: "’" by "\'" (2)');
    expect(told).toBe('1 of 2 recipients were rejected.');
    expect(exitCode).toBe(1);
  });

  test('tells under which key to repeat what may have been sent', async () => {
    const { exitCode, told, asked } = await runTextgate(['send', '+41791234567', '--text', 'Hello'], () =>
      aProblem(500, 'internal', {}, { 'retry-after': '3600' }),
    );

    const key = asked[0]?.headers.get('idempotency-key');
    expect(told).toContain(
      `The message may have been sent. To make sure, repeat this command with --key ${key}: nobody gets it twice.`,
    );
    expect(exitCode).toBe(1);
  });

  test('tells nothing of the kind of what was refused', async () => {
    const { told } = await runTextgate(['send', '+41791234567', '--text', ''], () => aProblem(400, 'invalid-request'));

    expect(told).not.toContain('--key');
  });

  test('waits until it is known what became of each', async () => {
    const ends = { msg_1: message('msg_1', { status: 'delivered' }), msg_2: message('msg_2', failed) };

    const { exitCode, printed, told } = await runTextgate(
      ['send', '1', '2', '--text', 'Hello', '--wait', '--wait-for', '5'],
      ({ method, path }) =>
        method === 'POST'
          ? { messages: [message('msg_1'), message('msg_2')], rejected: [] }
          : ends[path.includes('msg_1') ? 'msg_1' : 'msg_2'],
    );

    expect(printed).toMatch(/^msg_1 .* delivered\nmsg_2 .* failed \(not_sent\)$/m);
    expect(told).toBe(
      'Accepted: msg_1 msg_2. Waiting for the final status, at most 5 s.\n1 of 2 messages were not delivered.',
    );
    expect(exitCode).toBe(1);
  });

  test('sends a text that looks like an option, after a =', async () => {
    const { asked } = await runTextgate(['send', '1', '--text=--dry-run'], () => sent);

    expect(asked).toMatchObject([{ path: '/v1/messages', body: { text: '--dry-run' } }]);
  });

  test('tells at Ctrl-C under which key to repeat it', async () => {
    const interrupts: (() => void)[] = [];

    const { exitCode, told } = await runTextgate(['send', '1', '--text', 'Hello', '--key', 'k'], nobody, {
      onInterrupt: (act) => {
        interrupts.push(act);
        return () => {};
      },
      fetch: () => {
        for (const interrupt of interrupts) interrupt();
        return new Promise(() => {});
      },
    });

    expect(told).toBe(
      'The message may have been sent. To make sure, repeat this command with --key k: nobody gets it twice.\nInterrupted.',
    );
    expect(exitCode).toBe(130);
  });

  test('tells what was sent where it cannot ask what became of it', async () => {
    const { exitCode, printed, told } = await runTextgate(['send', '1', '--text', 'Hello', '--wait'], ({ method }) =>
      method === 'POST' ? { ...sent, rejected: [rejection] } : aProblem(403, 'forbidden'),
    );

    expect(printed).toMatch(/^msg_1 .*\n\nREJECTED .*\nnobody /m);
    expect(told).toMatch(/^It went wrong \(403\): Because\.$/m);
    expect(told).toMatch(/1 of 2 recipients were rejected\. 1 of 1 messages have no final status yet/);
    expect(exitCode).toBe(1);
  });

  test('waits no longer than it was told', async () => {
    const { exitCode, printed, told } = await runTextgate(
      ['send', '1', '--text', 'Hello', '--wait-for', '1'],
      ({ method }) => (method === 'POST' ? sent : message('msg_1', { status: 'on_network' })),
    );

    expect(printed).toContain('on_network');
    expect(told).toContain('1 of 1 messages have no final status yet. Look later: `textgate show ID`.');
    expect(exitCode).toBe(1);
  });

  test('writes out what a terminal would obey, of what was replaced and of what halves a segment', async () => {
    const replaced = [{ from: '\u202e', to: '', count: 1 }];
    const preview = { recipients: [], replaced, ucs2Characters: [{ character: '\u009b', count: 1 }], credits: 0 };

    const { printed } = await runTextgate(['send', '1', '--text', 'x', '--dry-run'], () => preview);

    expect(printed).toContain('Replaced: "\\u202e" by "" (1)');
    expect(printed).toContain('because of: "\\u009b" (1)');
  });

  test('sends nothing in a dry run, and tells what it would', async () => {
    const recipient = { index: 0, to: '+41791234567', country: 'CH', verdict: 'send', detail: null, encoding: 'ucs-2' };
    const preview = {
      recipients: [
        { ...recipient, segments: 2, credits: 2, sendAt: '2026-12-24T17:00:00.000Z' },
        {
          ...recipient,
          index: 1,
          verdict: 'suppressed',
          detail: 'On the list.',
          segments: 2,
          credits: 0,
          sendAt: null,
        },
      ],
      replaced: [],
      ucs2Characters: [{ character: '’', count: 1 }],
      credits: 2,
    };

    const { asked, exitCode, printed, told } = await runTextgate(
      ['send', '1', '2', '--text', 'x', '--dry-run'],
      () => preview,
    );

    expect(asked[0]?.path).toBe('/v1/messages?dryRun=true');
    expect(printed).toMatch(/^\+41791234567 {2}CH {7}suppressed {2}2 .* On the list\.$/m);
    expect(printed).toContain(
      'Credits needed: 2. Nothing was sent.\nOnly 70 characters fit a segment, in place of 160, because of: "’" (1)',
    );
    expect(told).toBe('1 of 2 recipients would be rejected.');
    expect(exitCode).toBe(1);
  });

  test.each([
    [['send', '--text', 'Hello'], 'No recipient. Give at least one number.'],
    [['send', '1'], "Required option '--text <text>' not specified. See"],
    [['send', '1', '--txt', 'a'], "Required option '--text <text>' not specified. Unknown option --txt. See"],
    [
      ['send', '1', '--text', '--dry-run'],
      '--text needs a value, but --dry-run follows. If that is the value, type --text=--dry-run.',
    ],
    [['send', '1', '--text', 'a', '--text', 'b'], '--text is given twice.'],
    [['send', '1', '--text', 'a', '--at', '2026-12-24T18:00'], 'The UTC offset is missing.'],
    [['send', '1', '--text', 'a', '--valid-for', '1e3'], 'Give a whole number above zero.'],
    [['send', '1', '--text', 'a', '--valid-for', '60', '--valid-until', '2026-12-24T18:00Z'], 'cannot be used with'],
    [['send', '1', '--text', 'a', '--type', 'loud'], 'Allowed choices are text, flash.'],
    [['send', '1', '--text', 'a', '--metadata', 'shop'], '--metadata needs name=value, not "shop".'],
    [['send', '1', '--text', 'a', '--value', 'a=1', '--value', 'a=2'], '--value a= is given twice.'],
    [['send', '1', '--text', 'a', '--wait', '--dry-run'], 'cannot be used with'],
    [['send', '1', '--text', 'a', '--wait-for', '9', '--dry-run'], 'cannot be used with'],
    [['send', '1', '--text', 'a', '--send-at', 'now'], "Unknown option '--send-at'"],
    [['sned'], "Unknown command 'sned' (Did you mean send?)"],
    [['webhooks', 'update', 'wh_1'], 'Nothing to change'],
    [['webhooks', 'update', 'wh_1', '--enable', '--disable'], 'cannot be used with'],
    [['webhooks', 'create', 'https://a', '--events', 'message.lost'], 'Unknown event "message.lost".'],
    [['webhooks', 'redeliver', 'wh_1'], 'Give --delivery or --since.'],
    [
      ['webhooks', 'redeliver', 'wh_1', '--delivery', 'evt_1', '--since', '2026-12-24T18:00Z'],
      "cannot be used with option '--delivery <id>'",
    ],
    [['list', '--limit', '5', '--all'], 'cannot be used with'],
    [['list', '--status', 'lost'], 'Allowed choices are accepted,'],
    [['show'], "Missing required argument 'id'."],
    [['suppressions', 'add', '-'], 'Standard input has no number.'],
  ])('and others refuse %j without asking anybody', async (argv, problem) => {
    const { exitCode, told, printed } = await runTextgate(argv, nobody);

    expect(told).toContain(problem);
    expect(printed).toBe('');
    expect(exitCode).toBe(2);
  });
});

describe('list', () => {
  const pages = ({ path }: { readonly path: string }) =>
    path.includes('cursor=next')
      ? { messages: [message('msg_3', failed)], cursor: null }
      : { messages: [message('msg_1', { text: '\u001b[2J' }), message('msg_2')], cursor: 'next' };

  test('asks with the filters, and says where there is more', async () => {
    const filters = [
      '--status',
      'failed',
      '--to',
      '+41791234567',
      '--reference',
      'a&b',
      '--from',
      '2026-12-24T18:00+01:00',
    ];

    const { asked, exitCode, printed, told } = await runTextgate(['list', ...filters, '--limit', '1'], pages);

    const { searchParams } = new URL(asked[0]?.path ?? '', 'https://sms.example.com');
    expect(Object.fromEntries(searchParams)).toEqual({
      status: 'failed',
      to: '+41791234567',
      reference: 'a&b',
      from: '2026-12-24T18:00:00+01:00',
      limit: '2',
    });
    expect(asked).toHaveLength(1);
    expect(printed.split('\n')).toHaveLength(2);
    expect(printed).toMatch(/\\u001b\[2J$/);
    expect(told).toBe('There are more than these 1. Use --limit or --all to see them.');
    expect(exitCode).toBe(0);
  });

  test('prints all, for programs as one array', async () => {
    const { asked, printed, told } = await runTextgate(['list', '--all', '--json'], pages);

    expect(JSON.parse(printed).map(({ id }: Message) => id)).toEqual(['msg_1', 'msg_2', 'msg_3']);
    expect(asked).toHaveLength(2);
    expect(told).toBe('');
  });

  test('prints in parts what is long', async () => {
    const many = Array.from({ length: 1_200 }, (_, index) => message(`msg_${index}`));

    const { printed } = await runTextgate(['list', '--all', '--json'], () => ({ messages: many, cursor: null }));

    expect(JSON.parse(printed)).toEqual(many);
  });

  test('says where there is none', async () => {
    const none = () => ({ messages: [], cursor: null });

    expect((await runTextgate(['list'], none)).printed).toBe('None.');
    expect(JSON.parse((await runTextgate(['list', '--json'], none)).printed)).toEqual([]);
  });

  test('is cut to the terminal', async () => {
    const long = () => ({ messages: [message('msg_1', { text: 'It is on its way. '.repeat(10) })], cursor: null });

    const { printed } = await runTextgate(['list'], long, { columns: 90 });

    expect(printed.split('\n').map((line) => line.length)).toEqual([expect.any(Number), 90]);
  });
});

describe('show', () => {
  const shown = message('msg_1', {
    ...failed,
    metadata: { shop: 'north' },
    history: [
      { status: 'accepted', at: '2026-12-24T17:00:00.000Z' },
      { status: 'failed', at: '2026-12-24T17:00:01.000Z', reason: 'not_sent' },
    ],
  });
  const delivery = {
    ...{ id: 'evt_1', webhook: 'wh_1', type: 'message.failed', message: 'msg_1', status: 'failed' },
    ...{ reason: 'attempts_exhausted', createdAt: '2026-12-24T17:00:01.000Z', nextAttemptAt: null },
    attempts: [
      { at: '2026-12-24T17:00:01.000Z', status: 500, error: 'It answered 500.', milliseconds: 3, answer: null },
    ],
  };
  const answer = ({ path }: { readonly path: string }) =>
    path.includes('deliveries') ? { deliveries: [delivery], cursor: null } : shown;

  test('tells a message with its history, and what was posted of it', async () => {
    const { asked, printed } = await runTextgate(['show', 'msg_1', '--refresh', '--deliveries'], answer);

    expect(asked[0]?.path).toBe('/v1/messages/msg_1?refresh=true');
    expect(printed).toMatch(/^reason +not_sent: It was not\.$/m);
    expect(printed).toMatch(/^metadata shop +north$/m);
    expect(printed).toMatch(/^HISTORY +STATUS +REASON\n.+ accepted\n.+ failed +not_sent$/m);
    expect(printed).toMatch(/^evt_1 +wh_1 .* failed \(attempts_exhausted\) +1 +It answered 500\.$/m);
  });

  test('gives programs the message alone, or with its deliveries', async () => {
    expect(JSON.parse((await runTextgate(['show', 'msg_1', '--json'], answer)).printed)).toEqual(shown);
    expect(JSON.parse((await runTextgate(['show', 'msg_1', '--deliveries', '--json'], answer)).printed)).toEqual({
      ...shown,
      deliveries: [delivery],
    });
  });
});

test('cancel asks for a hundred at a time, and tells what it could not', async () => {
  const ids = Array.from({ length: 120 }, (_, index) => `msg_${index}`);

  const { asked, exitCode, printed, told } = await runTextgate(['cancel', ...ids], ({ body }) => {
    const [first = '', ...others] = (body as { ids: string[] }).ids;
    return {
      messages: others.map((id) => message(id, { status: 'canceled' })),
      errors: [{ id: first, code: 'not_cancelable', detail: 'It has been sent.' }],
    };
  });

  expect(asked.map(({ body }) => (body as { ids: string[] }).ids.length)).toEqual([100, 20]);
  expect(printed).toMatch(/^msg_100 +not_cancelable {2}It has been sent\.$/m);
  expect(told).toBe('2 of 120 messages could not be cancelled.');
  expect(exitCode).toBe(1);
});

describe('webhooks', () => {
  const webhook = {
    ...{ id: 'wh_1', url: 'https://shop.example.com/news', events: ['message.*'], description: null, enabled: true },
    ...{ disabled: null, failingSince: null, createdAt: '2026-12-24T17:00:00.000Z' },
  };
  const attempt = { at: '2026-12-24T17:00:01.000Z', status: null, error: 'It refused.', milliseconds: 3, answer: null };

  test.each([
    [
      'create https://shop.example.com/news --events message.failed,message.expired --description Shop',
      'POST /v1/webhooks',
      { url: 'https://shop.example.com/news', events: ['message.failed', 'message.expired'], description: 'Shop' },
    ],
    ['list', 'GET /v1/webhooks', undefined],
    ['show wh_1', 'GET /v1/webhooks/wh_1', undefined],
    ['update wh_1 --address https://b --disable', 'PATCH /v1/webhooks/wh_1', { url: 'https://b', enabled: false }],
    ['update wh_1 --enable', 'PATCH /v1/webhooks/wh_1', { enabled: true }],
    ['update wh_1 --remove-description', 'PATCH /v1/webhooks/wh_1', { description: null }],
    ['delete wh_1', 'DELETE /v1/webhooks/wh_1', undefined],
    ['rotate-secret wh_1', 'POST /v1/webhooks/wh_1/rotate-secret', undefined],
    ['deliveries wh_1 --status failed', 'GET /v1/webhooks/wh_1/deliveries?status=failed&limit=21', undefined],
    ['redeliver wh_1 --delivery evt_1', 'POST /v1/webhooks/wh_1/deliveries/evt_1/redeliver', undefined],
    [
      'redeliver wh_1 --since 2026-12-24T18:00+01:00',
      'POST /v1/webhooks/wh_1/redeliver',
      { since: '2026-12-24T18:00:00+01:00' },
    ],
  ])('%s asks for %s', async (typed, request, body) => {
    const { asked, exitCode } = await runTextgate(['webhooks', ...typed.split(' ')], ({ path }) => {
      if (path.endsWith('/webhooks')) return { ...webhook, secret: 'whsec_1', webhooks: [webhook] };
      if (path.includes('rotate')) return { ...webhook, secret: 'whsec_2', previousSecretUntil: webhook.createdAt };
      if (path.includes('deliveries?')) return { deliveries: [], cursor: null };
      if (path.endsWith('wh_1/redeliver')) return { since: webhook.createdAt, until: webhook.createdAt };
      if (path.includes('evt_1'))
        return {
          ...webhook,
          webhook: 'wh_1',
          type: 'message.failed',
          status: 'pending',
          reason: null,
          nextAttemptAt: null,
          attempts: [],
        };
      return webhook;
    });

    expect(asked.map(({ method, path, body }) => [`${method} ${path}`, body])).toEqual([[request, body]]);
    expect(exitCode).toBe(0);
  });

  test('shows a secret once, and says so where it is not in the answer', async () => {
    const { printed, told } = await runTextgate(['webhooks', 'create', 'https://a', '--json'], () => ({
      ...webhook,
      secret: 's',
    }));

    expect(JSON.parse(printed)).toEqual({ ...webhook, secret: 's' });
    expect(told).toBe('\nStore the secret now: it is not shown again.');
  });

  test('fails where a test does', async () => {
    const { exitCode, printed } = await runTextgate(['webhooks', 'test', 'wh_1'], () => ({
      id: 'evt_1',
      delivered: false,
      attempt,
    }));

    expect(printed).toMatch(/^delivered +no\nHTTP status +\(no answer\)\nerror +It refused\.$/m);
    expect(exitCode).toBe(1);
  });
});

describe('suppressions', () => {
  const suppression = {
    number: '+41791234567',
    createdAt: '2026-12-24T17:00:00.000Z',
    by: 'key:key_1',
    reason: 'asked',
  };

  test('are added from standard input, one a line', async () => {
    const input = async () => '+41791234567\r\n\n +41791234568\n';

    const { asked, exitCode } = await runTextgate(
      ['suppressions', 'add', '-', '--reason', 'asked'],
      () => ({ suppression, canceled: ['msg_1'], notCanceled: [], complete: true }),
      { input },
    );

    expect(asked.map(({ method, path, body }) => [method, decodeURIComponent(path), body])).toEqual([
      ['PUT', '/v1/suppressions/+41791234567', { reason: 'asked' }],
      ['PUT', '/v1/suppressions/+41791234568', { reason: 'asked' }],
    ]);
    expect(exitCode).toBe(0);
  });

  test('tell what could not be cancelled any more', async () => {
    const { exitCode, printed, told } = await runTextgate(['suppressions', 'add', '+41791234567'], () => ({
      ...{ suppression, canceled: [], notCanceled: [{ id: 'msg_1', status: 'queued' }], complete: false },
    }));

    expect(printed).toMatch(/msg_1 \(queued\)$/);
    expect(told).toMatch(
      /^\+41791234567: added, but some messages may still wait for it\. Repeat this command to cancel them\.$/m,
    );
    expect(exitCode).toBe(1);
  });

  const isOf = (number: string, path: string) => decodeURIComponent(path).endsWith(number);
  const listed = { suppression, canceled: [], notCanceled: [], complete: true };

  test('one that is refused is named, and does not keep the others from the list', async () => {
    const { asked, exitCode, printed, told } = await runTextgate(
      ['suppressions', 'add', 'nobody', '+41791234567'],
      ({ path }) =>
        isOf('nobody', path)
          ? aProblem(400, 'invalid-request', {
              errors: [{ pointer: '{number}', code: 'invalid', detail: 'No number.' }],
            })
          : listed,
    );

    expect(asked).toHaveLength(2);
    expect(printed).toMatch(/^\+41791234567 /m);
    expect(told).toBe('nobody: No number.\n1 of 2 could not be done, or only in part.');
    expect(exitCode).toBe(1);
  });

  test.each([
    ['add', listed],
    ['remove', suppression],
  ])('%s shows what was done before something ended it', async (verb, reply) => {
    const { asked, printed, told } = await runTextgate(
      ['suppressions', verb, '+41791234567', '+41791234568', '+41791234569'],
      ({ path }) => (isOf('68', path) ? aProblem(403, 'forbidden') : reply),
    );

    expect(asked).toHaveLength(2);
    expect(printed).toMatch(/^\+41791234567 /m);
    expect(told).toMatch(/^It went wrong \(403\)/);
  });

  test.each([['show'], ['remove']])('%s one', async (verb) => {
    const { asked, printed } = await runTextgate(['suppressions', verb, '+41791234567'], () => suppression);

    expect(asked[0]?.method).toBe(verb === 'show' ? 'GET' : 'DELETE');
    expect(printed).toMatch(/^\+41791234567 .* key:key_1 {2}asked$/m);
  });

  test('are listed', async () => {
    const { printed } = await runTextgate(['suppressions', 'list'], () => ({
      suppressions: [suppression],
      cursor: null,
    }));

    expect(printed).toMatch(/^\+41791234567 .* asked$/m);
  });
});

test('cancel shows what was cancelled before something ended it', async () => {
  const ids = Array.from({ length: 120 }, (_, at) => `msg_${at}`);

  const { exitCode, printed } = await runTextgate(['cancel', ...ids], ({ body }) => {
    const some = (body as { ids: string[] }).ids;
    return some.length < 100 ? aProblem(403, 'forbidden') : { messages: some.map((id) => message(id)), errors: [] };
  });

  expect(printed).toMatch(/^msg_99 /m);
  expect(exitCode).toBe(1);
});

test('numbers tells of each how it is read', async () => {
  const read = { number: '+41791234567', country: 'CH', problem: null, gateway: { available: false, number: null } };

  const { printed, asked } = await runTextgate(['numbers', '079 123 45 67', 'nobody'], ({ body }) =>
    (body as { number: string }).number === 'nobody'
      ? { ...read, number: null, country: null, problem: { code: 'invalid_number', detail: 'It is none.' } }
      : read,
  );

  expect(asked).toHaveLength(2);
  expect(printed).toMatch(/^079 123 45 67 +\+41791234567 +CH +\(no answer\)\nnobody +invalid_number: It is none\.$/m);
});

test('whoami tells the account, its credits, and how the gateway is', async () => {
  const gateway = { available: true, authenticated: false, credits: null, status: null, groupId: null };

  const { printed } = await runTextgate(['whoami'], () => ({
    id: 'acc_1',
    name: 'Shop',
    groupId: 'g',
    credits: null,
    gateway,
  }));

  expect(printed).toMatch(
    /^account +acc_1\nname +Shop\ngroup id +g\ncredits +\(not metered\)\nupstream gateway +answers, but refuses/m,
  );
});

describe('statistics', () => {
  const counts = {
    ...{ messages: 1000, open: 0, delivered: 999, failed: 1, expired: 0, canceled: 0, indeterminate: 0 },
    ...{ deliveryRate: 0.9999, medianDeliverySeconds: 8.33 },
  };
  const nothing = {
    ...{ messages: 0, open: 0, delivered: 0, failed: 0, expired: 0, canceled: 0, indeterminate: 0 },
    ...{ deliveryRate: null, medianDeliverySeconds: null },
  };
  const answer = (by: 'day' | 'hour') => ({
    ...{ by, from: '2026-12-23T00:00:00.000Z', until: '2026-12-25T00:00:00.000Z' },
    periods: [
      { start: '2026-12-23T00:00:00.000Z', ...counts },
      { start: '2026-12-24T00:00:00.000Z', ...nothing },
    ],
    total: counts,
  });

  test('asks for what was typed', async () => {
    const { asked } = await runTextgate(
      ['statistics', '--from', '2026-12-23 00:00Z', '--until', '2026-12-25 00:00+01:00', '--by', 'hour'],
      () => answer('hour'),
    );

    const [path, query] = asked[0]?.path.split('?') ?? [];
    expect(path).toBe('/v1/statistics');
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      from: '2026-12-23T00:00:00Z',
      until: '2026-12-25T00:00:00+01:00',
      by: 'hour',
    });
  });

  test('has a line for each period, and one for all, where only all is 100 %', async () => {
    const { printed } = await runTextgate(['statistics'], () => answer('day'));

    expect(printed.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
      [
        'DAY (UTC)',
        'MESSAGES',
        'OPEN',
        'DELIVERED',
        'FAILED',
        'EXPIRED',
        'CANCELED',
        'INDETERMINATE',
        'RATE',
        'MEDIAN',
      ],
      ['2026-12-23', '1000', '0', '999', '1', '0', '0', '0', '99.9 %', '8.33 s'],
      ['2026-12-24', '0', '0', '0', '0', '0', '0', '0'],
      ['all', '1000', '0', '999', '1', '0', '0', '0', '99.9 %', '8.33 s'],
    ]);
  });

  test('tells when hours begin in the zone of this machine, and programs all as it came', async () => {
    const { printed } = await runTextgate(['statistics', '--by', 'hour'], () => answer('hour'));
    const { printed: json } = await runTextgate(['statistics', '--json'], () => answer('day'));

    expect(printed.split('\n')[1]).toMatch(/^2026-12-2[234] \d\d:\d\d:00[+-]\d\d:\d\d {2}1000 /);
    expect(JSON.parse(json)).toEqual(answer('day'));
  });
});

describe('what fails', () => {
  test.each([
    [
      'a field at fault',
      aProblem(400, 'invalid-request', {
        errors: [{ pointer: '/text', code: 'invalid', detail: 'The value is empty.' }],
      }),
      1,
      'It went wrong (400):\n  /text: The value is empty.',
    ],
    [
      'a wrong key',
      aProblem(401, 'unauthenticated', { instance: 'urn:textgate:request:abc' }),
      1,
      'It went wrong (401): Because.\nThe key was taken from --api-key, else TEXTGATE_API_KEY, else .local/stack.json.\nRequest id: abc',
    ],
    ['a scope', aProblem(403, 'forbidden'), 1, 'It went wrong (403): Because.'],
    [
      'a limit',
      aProblem(429, 'rate-limited', {}, { 'retry-after': '30000' }),
      1,
      'It went wrong (429): Because.\nRetry after 8 h 20 min.',
    ],
    [
      'a page',
      new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      1,
      'HTTP 200 without JSON: something other than the API answers at this url.\nIs this the address of textgate?',
    ],
    [
      'another API',
      Response.json({ message: 'Not Found' }, { status: 404 }),
      1,
      'HTTP 404: Not Found\nIs this the address',
    ],
    [
      'JSON of something else',
      Response.json({ hello: 1 }),
      1,
      'Unexpected error: either the server at this address is not textgate, or',
    ],
    [
      'no room',
      Response.json({ message: 'Service Unavailable' }, { status: 503, headers: { 'retry-after': '3600' } }),
      3,
      'HTTP 503: Service Unavailable\nRetry after 1 h.',
    ],
    [
      'too many at once',
      Response.json({ message: 'Too Many Requests' }, { status: 429, headers: { 'retry-after': '61' } }),
      3,
      'HTTP 429: Too Many Requests\nRetry after 2 min.\nThis answer is not from textgate itself',
    ],
    ['an escape', aProblem(403, 'forbidden', { detail: '\u001b[2J' }), 1, 'It went wrong (403): \\u001b[2J'],
  ])('is told in words: %s', async (_, answer, code, words) => {
    const { exitCode, printed, told } = await runTextgate(['whoami'], () => answer.clone());

    expect(told.startsWith(words), told).toBe(true);
    expect(told).not.toContain('textgate_secret');
    expect(printed).toBe('');
    expect(exitCode).toBe(code);
  });

  test('is told in words where nobody listens', async () => {
    const fetch = async () => {
      throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:4566') });
    };

    const { exitCode, told } = await runTextgate(['whoami'], nobody, { fetch });

    expect(told).toBe(
      'textgate cannot be reached. No complete answer: connect ECONNREFUSED 127.0.0.1:4566\n' +
        'Nothing listens at this address. Is `npm start` still running?',
    );
    expect(exitCode).toBe(3);
  });
});

describe('help', () => {
  test.each([['--help'], ['help'], ['send', '--help'], ['help', 'webhooks'], ['webhooks', 'create', '--help']])(
    'that is asked for goes to standard output: %s %s',
    async (...argv) => {
      const { exitCode, printed, told } = await runTextgate(argv, nobody);

      expect(printed).toMatch(/^Usage: textgate /);
      expect(told).toBe('');
      expect(exitCode).toBe(0);
    },
  );

  test.each([
    ['help send', 'send'],
    ['help webhooks create', 'webhooks create'],
    ['help admin key create', 'admin key create'],
    ['help account create', 'admin account create'],
  ])('is that of the whole command: %s', async (typed, command) => {
    const { printed } = await runTextgate(typed.split(' '), nobody);

    expect(printed).toMatch(new RegExp(`^Usage: textgate ${command} `));
  });

  test('has examples with each command', async () => {
    const shell = aShell().shell;
    const leaves = (command: Command): Command[] =>
      command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
    const lacking: string[] = [];
    const words = (command: Command): string[] =>
      command.parent === null ? [] : [...words(command.parent), command.name()];
    for (const command of leaves(await createProgram(['admin'], shell))) {
      const argv = words(command);
      const { printed } = await runTextgate([...argv, '--help'], nobody);
      if (!printed.includes(`Examples:\n  # `)) lacking.push(argv.join(' '));
    }

    expect(lacking).toEqual([]);
  });

  test('has no examples of other commands', async () => {
    const { printed } = await runTextgate(['webhooks', 'test', '--help'], nobody);

    expect(printed.match(/^ {2}textgate .*$/gm)).toEqual(['  textgate webhooks test wh_01JD3Z5A7Q0B9V4XK2M8N6RSTW']);
  });

  test('tells the version', async () => {
    expect(await runTextgate(['--version'], nobody)).toMatchObject({ exitCode: 0, printed: manifest.version });
  });

  test('has two groups, examples, and the exit codes', async () => {
    const { printed } = await runTextgate(['--help'], nobody);

    expect(printed).toMatch(/With an API key:\n {2}send [\s\S]* whoami [\s\S]*With AWS credentials:\n {2}admin /);
    expect(printed).toMatch(/Examples:\n {2}# .*\n {2}textgate send /);
    expect(printed).toMatch(/Exit codes:\n {2}0 +done\n {2}1 [\s\S]*130 /);
  });

  test('is printed where nothing was asked, as a failure', async () => {
    const { exitCode, printed, told } = await runTextgate([], nobody);

    expect(told).toMatch(/^Usage: textgate /);
    expect(printed).toBe('');
    expect(exitCode).toBe(2);
  });
});
