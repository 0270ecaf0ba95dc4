import { describe, expect, test } from 'vitest';
import { hashApiKey } from '../../../../functions/accounts/api-key.ts';
import { verifyPassword } from '../../../../functions/accounts/password.ts';
import { createForget } from '../../../../functions/messages/forget.ts';
import { createSettle } from '../../../../functions/messages/settle.ts';
import { commands } from '../../../../infra/cli/admin/commands.ts';
import { UsageError } from '../../../../infra/cli/errors.ts';
import { adminWords } from '../../../../infra/cli/program.ts';
import { runAdmin } from '../../../support/cli/run-admin.ts';
import { memoryAccounts } from '../../../support/fakes/memory-accounts.ts';
import { memoryCredits } from '../../../support/fakes/memory-credits.ts';
import { memoryLogins } from '../../../support/fakes/memory-logins.ts';
import { memoryStore } from '../../../support/fakes/memory-store.ts';
import { memorySuppressions } from '../../../support/fakes/memory-suppressions.ts';
import { aMessage } from '../../../support/model/messages.ts';

const words = (text: string) => text.split(' ').filter((word) => word !== '');

const memoryRecord = () => {
  const accounts = memoryAccounts();
  const credits = memoryCredits(accounts);
  const messages = memoryStore();
  const settle = createSettle({ store: messages, clock: () => new Date() });
  const report = { added: 3, indeterminate: 1, present: 2, expired: 0, unreadable: 0, logins: [] };
  const restore = async (from: string, table: string) => ({ ...report, logins: [`${table} of ${from}`] });
  const forgetNumber = createForget({ list: messages.list, store: messages });
  const forget = async (account: string, number: string) => ({
    ...(await forgetNumber(account, number)),
    unreadable: [],
  });
  return {
    ...accounts,
    ...memoryLogins(accounts),
    credits,
    messages,
    suppressions: memorySuppressions(),
    settle,
    restore,
    indexFailures: async () => 7,
    forget,
    webhooks: () => {
      throw new Error('They have tests of their own.');
    },
  };
};

/** Runs what was typed on a store, as main does. */
const run = (store: ReturnType<typeof memoryRecord>, typed: string, input = '') => runWords(store, words(typed), input);

const runWords = async (store: ReturnType<typeof memoryRecord>, argv: readonly string[], input = '') => {
  const { answer } = await runAdmin([...argv, '--json'], async () => store, input);
  return answer as { id: string; key: string; password: string };
};

describe('the command line of admin', () => {
  const nobody = async () => {
    throw new Error('No tables were to be opened.');
  };

  test.each([
    ['remove everything', "Unknown command 'remove' (Did you mean restore?) See admin --help."],
    ['constructor', "Unknown command 'constructor'."],
    ['account remove', "Unknown command 'remove'."],
    ['account create', "Required option '--name <NAME>' not specified. See admin account create --help."],
    ['account show', "Missing required argument 'ID'."],
    ['account show a b', 'Too many arguments'],
    ['account list a', 'Too many arguments'],
    ['account list --name x', "Unknown option '--name'."],
    ['account list --no-sender-choice', "Unknown option '--no-sender-choice'."],
    ['account create --name=', 'The value is empty.'],
    ['account create --name --local', '--name needs a value, but --local follows.'],
    ['login create --account a', "Required option '--user <USER>' not specified."],
    ['settle', "Required option '--as <delivered|failed>' not specified."],
    ['settle msg_1 msg_2 --as failed', 'Too many arguments'],
    ['credits add a --amount 5', "Required option '--note <WHY>' not specified."],
    ['account list --local --stage prod', "'--local' cannot be used with option '--stage <STAGE>'."],
    ['account list --stack Shop --stage prod', "'--stack <STACK>' cannot be used with option '--stage <STAGE>'."],
    ['account list --stack Shop --local', "'--local' cannot be used with option '--stack <STACK>'."],
    // Arguments can be seen by others, and stay in the history of the shell.
    ['login create --account a --user web --password secret', "Unknown option '--password'."],
    ['restore', "Required option '--from <TABLE>' not specified."],
    ['forget', "Missing required argument 'NUMBER'."],
    ['credits add a --amount 5 --amount 6 --note first', '--amount is given twice.'],
    ['key create --account a --name web --scopes messages:send --scopes messages:read', '--scopes is given twice.'],
    ['account list --json --json', '--json is given twice.'],
  ])('refuses "%s"', async (typed, problem) => {
    const refused = await runAdmin(words(typed), nobody).catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(UsageError);
    expect(refused).toMatchObject({ message: expect.stringContaining(problem), exitCode: 2 });
  });

  test.each([
    ['account create --name Shop --valid-for 1e3', '1e3 is not a whole number.'],
    ['account create --name Shop --encoding wide', 'Unknown encoding "wide"'],
    ['key create --account a --name web --scopes all', 'Unknown scope "all".'],
    ['credits add a --amount 0 --note none', 'An amount of 0 would change nothing.'],
    ['settle msg_1 --as sent', '--as is one of: delivered, failed.'],
    ['forget +41791234567x --region Bern', 'Unknown country "Bern".'],
    ['restore --from a --table b', 'Unknown table "b".'],
  ])('refuses "%s" as typed wrong', async (typed, problem) => {
    const refused = await runAdmin(words(typed), async () => memoryRecord()).catch((error: unknown) => error);

    expect(refused).toMatchObject({ message: expect.stringContaining(problem), exitCode: 2 });
  });

  test.each([
    ['account list', 'textgate-dev-data'],
    ['account list --stage prod', 'textgate-prod-data'],
    ['account list --stack Shop', 'Shop'],
    ['account list --local', undefined],
  ])('opens for "%s" the stack %s', async (typed, stack) => {
    const opened: unknown[] = [];

    const { printed } = await runAdmin(words(typed), async (asked) => {
      opened.push(asked);
      return memoryRecord();
    });

    expect(opened).toEqual([stack]);
    expect(printed).toBe('None.');
  });

  test('knows every first word without `admin`, too', () => {
    expect(new Set(adminWords)).toEqual(new Set(Object.keys(commands).map((name) => name.split(' ')[0])));
  });

  test.each(Object.keys(commands))('has help for %s', async (name) => {
    const { printed } = await runAdmin([...words(name), '--help'], nobody);

    expect(printed).toContain(`Usage: admin ${name} [options]`);
  });

  test('keeps what is to be known beside the answer out of it', async () => {
    const store = memoryRecord();
    const { id } = await run(store, 'account create --name Shop');

    const { printed, told } = await runAdmin(['key', 'create', '--account', id, '--name', 'web'], async () => store);

    expect(printed).toMatch(/^key +textgate_\S+$/m);
    expect(told).toBe('\nStore the key now: it is not shown again.');
  });
});

describe('commands', () => {
  test('make an account and a key, show them, and take them back', async () => {
    const store = memoryRecord();

    const account = await run(store, 'account create --name Shop --countries CH,DE --region CH --sender Shop');
    const made = await run(store, `key create --account ${account.id} --name web --scopes messages:send,messages:read`);
    await run(store, `key revoke ${made.id} --account ${account.id}`);
    await run(store, `account disable ${account.id}`);

    expect(await run(store, 'account list')).toEqual([{ ...account, disabled: true }]);
    expect(await run(store, `account enable ${account.id}`)).toEqual({ ...account, disabled: false });
    expect(await store.findKey(hashApiKey(made.key))).toMatchObject({
      scopes: ['messages:send', 'messages:read'],
      revokedAt: expect.any(String),
    });
  });

  test('never show a hash, nor a key again', async () => {
    const store = memoryRecord();
    const { id } = await run(store, 'account create --name Shop');
    const { key } = await run(store, `key create --account ${id} --name web`);

    const listed = JSON.stringify(await run(store, `key list --account ${id}`));

    expect(listed).not.toContain(key);
    expect(listed).not.toContain(hashApiKey(key));
  });

  test('make a login with a password of their own or a given one, list it, and take it back', async () => {
    const store = memoryRecord();
    const { id } = await run(store, 'account create --name Shop --no-sender-choice');

    const generated = await run(store, `login create --account ${id} --user web`);
    const given = await run(store, `login create --account ${id} --user till --password-stdin`, 'correct-horse\n');
    const listed = JSON.stringify(await run(store, `login list --account ${id}`));
    await run(store, `login revoke --account ${id} --user web`);

    expect(await store.findAccount(id)).toMatchObject({ maySetSender: false });
    expect(generated).toEqual({
      account: id,
      user: 'web',
      createdAt: expect.any(String),
      password: expect.any(String),
    });
    expect(given).not.toHaveProperty('password');
    expect(listed).toContain('"user":"web"');
    expect(listed).not.toContain('password');
    expect(await store.findLogin('web')).toBeUndefined();
    const till = await store.findLogin('till');
    expect(till && (await verifyPassword('correct-horse', till.password))).toBe(true);
  });

  test('change the limit that is given and no other, and take one away', async () => {
    const store = memoryRecord();
    const { id } = await run(store, 'account create --name Shop --per-minute 60 --per-day 1000');
    expect(await store.findAccount(id)).toMatchObject({ messagesPerMinute: 60, messagesPerDay: 1000 });

    const changed = await run(store, `account set-limits ${id} --per-day 500`);
    const taken = await run(store, `account set-limits ${id} --per-minute none`);

    expect(changed).toMatchObject({ id, messagesPerMinute: 60, messagesPerDay: 500 });
    expect(taken).toMatchObject({ id, messagesPerDay: 500 });
    expect(taken).not.toHaveProperty('messagesPerMinute');
  });

  test('change the default that is given and no other, and take one away', async () => {
    const store = memoryRecord();
    const { id } = await run(store, 'account create --name Shop --valid-for 600 --encoding smart');
    expect(await store.findAccount(id)).toMatchObject({ validFor: 600, encoding: 'smart' });

    const changed = await run(store, `account set-defaults ${id} --valid-for 30`);
    const taken = await run(store, `account set-defaults ${id} --valid-for none`);
    const plain = await run(store, `account set-defaults ${id} --encoding none --valid-for 259200`);

    expect(changed).toMatchObject({ id, validFor: 30, encoding: 'smart' });
    expect(taken).toMatchObject({ id, encoding: 'smart' });
    expect(taken).not.toHaveProperty('validFor');
    expect(plain).toMatchObject({ id, validFor: 259_200 });
    expect(plain).not.toHaveProperty('encoding');
  });

  test('add credits, take them off, and set the overdraft', async () => {
    const store = memoryRecord();
    const { id } = await run(store, 'account create --name Shop');

    await run(store, `credits add ${id} --amount 500 --note invoice-7`);
    await run(store, `credits add ${id} --amount=-50 --note mistake`);
    await run(store, `credits overdraft ${id} --limit 100`);

    expect(await run(store, `credits show ${id}`)).toEqual({
      account: id,
      balance: 450,
      overdraft: 100,
      added: 450,
      charged: 0,
      refunded: 0,
    });
    expect(store.credits.notes).toEqual(['invoice-7', 'mistake']);
  });

  test('set below how many credits it is told, and have it told no more', async () => {
    const store = memoryRecord();
    const { id } = await run(store, 'account create --name Shop');
    await run(store, `credits add ${id} --amount 500 --note invoice-7`);

    await run(store, `credits threshold ${id} --below 100`);

    expect(await run(store, `credits show ${id}`)).toMatchObject({ balance: 500, threshold: 100 });
    expect(await run(store, `credits threshold ${id} --below none`)).not.toHaveProperty('threshold');
  });

  test('do not overwrite an overdraft that is changed meanwhile', async () => {
    const store = memoryRecord();
    const { id } = await run(store, 'account create --name Shop');
    await run(store, `credits add ${id} --amount 5 --note first`);
    const credits = { ...store.credits, setOverdraft: async () => false };

    await expect(run({ ...store, credits }, `credits overdraft ${id} --limit 100`)).rejects.toThrow(
      'Somebody else has just changed the overdraft.',
    );
  });

  test.each(['delivered', 'failed'])('settle a message of unknown outcome as %s', async (as) => {
    const store = memoryRecord();
    const message = aMessage({ status: 'indeterminate' });
    store.messages.records.set(message.id, message);

    const shown = await run(store, `settle ${message.id} --as ${as}`);

    expect(shown).toEqual({ id: message.id, account: 'acc_shop', status: as, updatedAt: expect.any(String) });
    expect(store.messages.records.get(message.id)).toMatchObject({ status: as, reason: { code: 'settled_by_hand' } });
  });

  test('restore messages from a table, unless told accounts', async () => {
    expect(await run(memoryRecord(), 'restore --from backup')).toMatchObject({
      from: 'backup',
      table: 'messages',
      added: 3,
      logins: ['messages of backup'],
    });
    expect(await run(memoryRecord(), 'restore --from backup --table accounts')).toMatchObject({
      logins: ['accounts of backup'],
    });
  });

  test('forget a number in all accounts, or in one, and tell where there was something', async () => {
    const store = memoryRecord();
    const shop = await run(store, 'account create --name Shop --region CH');
    const till = await run(store, 'account create --name Till');
    await run(store, 'account create --name Other');
    const waiting = aMessage({ account: till.id, status: 'accepted' });
    const all = [aMessage({ account: shop.id, status: 'failed' }), aMessage({ account: till.id, status: 'delivered' })];
    for (const message of [...all, waiting]) store.messages.records.set(message.id, message);

    const ofOne = await run(store, `forget 0791234567 --account ${shop.id}`);
    const ofAll = await run(store, 'forget +41791234567');

    const nothing = { forgotten: 0, scheduled: [], waiting: [], unreadable: [] };
    expect(ofOne).toEqual([{ ...nothing, account: shop.id, forgotten: 1 }]);
    expect(ofAll).toEqual([{ ...nothing, account: till.id, forgotten: 1, waiting: [waiting.id] }]);
    expect(await run(store, `forget +41791234567 --account ${shop.id}`)).toEqual([{ ...nothing, account: shop.id }]);
  });

  test.each([
    ['forget 079-123-45-67 --region CH', '+41791234567'],
    ['forget +41(0)791234567', '+41791234567'],
    ['forget 0791234567 --account ID', '+41791234567'],
    // Of a range that is in use no more.
    ['forget +41101234567', '+41101234567'],
  ])('read the number to forget: %s', async (typed, number) => {
    const store = memoryRecord();
    const { id } = await run(store, 'account create --name Shop --region CH');
    const asked: string[] = [];
    const forget: typeof store.forget = async (account, number) => {
      asked.push(number);
      return store.forget(account, number);
    };

    await run({ ...store, forget }, typed.replace('ID', id));

    expect(asked).toEqual([number]);
  });

  test.each([
    ['account show acc_none', 'There is no account acc_none.'],
    ['account disable acc_none', 'There is no account acc_none.'],
    ['account create --name Shop --per-minute 0', 'A limit must be a whole number above zero.'],
    ['account set-limits acc_none --per-day 5', 'There is no account acc_none.'],
    ['account set-limits acc_none', 'Give at least one limit.'],
    ['account create --name Shop --per-day none', 'A limit must be a whole number above zero.'],
    ['account set-limits acc_none --per-day many', 'A limit must be a whole number above zero.'],
    ['account set-defaults acc_none --valid-for 60', 'There is no account acc_none.'],
    ['account set-defaults acc_none', 'Give at least one default.'],
    ['account set-defaults acc_none --encoding auto', 'Unknown encoding "auto".'],
    ['account set-defaults acc_none --valid-for 29', 'A validity must be a whole number of seconds from 30 to 259200.'],
    [
      'account create --name Shop --valid-for 259201',
      'A validity must be a whole number of seconds from 30 to 259200.',
    ],
    ['account create --name Shop --valid-for none', 'none is not a whole number.'],
    ['credits add acc_none --amount 5 --note first', 'There is no account acc_none.'],
    ['credits add acc_none --amount 1.5 --note first', '1.5 is not a whole number.'],
    ['credits show acc_none', 'The account acc_none is not metered'],
    ['credits overdraft acc_none --limit 5', 'The account acc_none is not metered'],
    ['credits overdraft acc_none --limit=-5', 'An overdraft is a number from 0 to'],
    ['credits threshold acc_none --below 5', 'The account acc_none is not metered'],
    ['credits threshold acc_none --below=-5', 'A threshold is a number from 0 to'],
    ['settle msg_none --as failed', 'There is no message msg_none.'],
    ['restore --from backup --table logins', '--table is one of: messages, accounts.'],
    ['settle msg_none --as sent', '--as is one of: delivered, failed.'],
    ['key list --account acc_none', 'There is no account acc_none.'],
    ['forget +41791234567 --account acc_none', 'There is no account acc_none.'],
    ['forget 0791234567', 'This is a national number. Give it in international form'],
    ['forget 0791234567 --region XX', 'Unknown country "XX".'],
    ['forget nobody --region CH', 'This is not a phone number.'],
    ['forget 0791 --region CH', 'This is not a phone number.'],
    ['key create --account acc_none --name web', 'There is no account acc_none.'],
    ['key revoke key_none --account acc_none', 'There is no key key_none in account acc_none.'],
    ['login create --account acc_none --user web', 'There is no account acc_none.'],
    ['login list --account acc_none', 'There is no account acc_none.'],
    ['login revoke --account acc_none --user web', 'There is no login "web" in account acc_none.'],
    ['key create --account a --name web --scopes messages:sned', 'Unknown scope "messages:sned".'],
  ])('refuse "%s"', async (typed, problem) => {
    await expect(run(memoryRecord(), typed)).rejects.toThrow(problem);
  });
});

describe('a command that is given what cannot be', () => {
  const numbers = ['1e3', ' 5 ', '5 ', '0x10', '+5', '5.0', '1_000', '٥', '', 'NaN', 'Infinity', '1'.repeat(400)];
  /** Options for which a number is asked. */
  const takers: [string, (number: string) => string[]][] = [
    ['credits add', (number) => ['credits', 'add', 'ID', `--amount=${number}`, '--note', 'first']],
    ['credits overdraft', (number) => ['credits', 'overdraft', 'ID', `--limit=${number}`]],
    ['credits threshold', (number) => ['credits', 'threshold', 'ID', `--below=${number}`]],
    ['account create', (number) => ['account', 'create', '--name', 'Other', `--per-minute=${number}`]],
    ['account set-limits, a minute', (number) => ['account', 'set-limits', 'ID', `--per-minute=${number}`]],
    ['account set-defaults', (number) => ['account', 'set-defaults', 'ID', `--valid-for=${number}`]],
    ['account set-limits, a day', (number) => ['account', 'set-limits', 'ID', `--per-day=${number}`]],
  ];

  /** A store with an account, and whether a command that is refused has changed anything in it. */
  const refusing = async (argv: readonly string[], isMetered = true) => {
    const store = memoryRecord();
    const { id } = await run(store, 'account create --name Shop');
    if (isMetered) await run(store, `credits add ${id} --amount 5 --note first`);
    const state = async () =>
      JSON.stringify([
        await store.listAccounts(),
        await store.listKeys(id),
        await store.credits.read(id),
        store.credits.notes,
      ]);
    const before = await state();
    const words = argv.map((word) => (word === 'ID' ? id : word));
    const error: unknown = await runWords(store, words).catch((refusal: unknown) => refusal);
    expect(await state()).toBe(before);
    return error instanceof Error ? error.message : 'It was carried out.';
  };

  test.each(takers.flatMap(([name, argv]) => numbers.map((number) => [name, number, argv(number)] as const)))(
    'refuses in %s the number %j, like all others do',
    async (_, number, argv) => {
      expect(await refusing(argv)).toMatch(
        number === '' ? /The value is empty\./ : /whole number|An amount|An overdraft|A threshold/,
      );
    },
  );

  test.each([
    ['9007199254740993', 'An amount is at most 1000000000000000;'],
    ['1000000000000001', 'An amount is at most 1000000000000000;'],
    ['-9007199254740993', 'An amount is at most 1000000000000000;'],
    ['-1000000000000006', 'too far below zero'],
    ['0', 'An amount of 0 would change nothing.'],
    ['-0', 'An amount of 0 would change nothing.'],
  ])('refuses to add %s credits', async (amount, problem) => {
    expect(await refusing(['credits', 'add', 'ID', `--amount=${amount}`, '--note', 'second'])).toContain(problem);
  });

  test.each(['0', '-5'])('does not begin to meter an account by %s credits', async (amount) => {
    expect(await refusing(['credits', 'add', 'ID', `--amount=${amount}`, '--note', 'first'], false)).toMatch(
      /^An amount of 0|has never had credits/,
    );
  });

  test.each([
    ['two lines', 'Shop\nOther', 'has a line break'],
    ['a line end after it', 'Shop\n', 'has a line break'],
    ["Unicode's line end", 'Shop\u2028Other', 'has a line break'],
    ['a tab', 'Shop\tOther', 'has a line break or another control character'],
    ['an escape', '\u001b[31mShop', 'has a line break or another control character'],
    ['5,000 characters', 'x'.repeat(5000), 'has 5000 characters; at most 100 are allowed.'],
    ['blanks', '  ', 'is empty.'],
    ['nothing that can be seen', '\u200b\ufeff', 'is empty.'],
    ['half of a surrogate pair', 'Shop\ud83d', 'is not valid Unicode'],
  ])('refuses names and notes of %s', async (_, text, problem) => {
    expect(await refusing(['account', 'create', '--name', text])).toContain(`The name ${problem}`);
    expect(await refusing(['key', 'create', '--account', 'ID', '--name', text])).toContain(`The name ${problem}`);
    expect(await refusing(['credits', 'add', 'ID', '--amount', '5', '--note', text])).toContain(`The note ${problem}`);
    expect(await refusing(['login', 'create', '--account', 'ID', '--user', text])).toContain('A user must have');
  });

  test.each([
    [
      ['key', 'create', '--account', 'ID', '--name', 'web', '--scopes', 'messages:send,messages:send'],
      'The scope "messages:send" is given twice.',
    ],
    [['account', 'create', '--name', 'Other', '--countries', 'CH,DE,CH'], 'The country "CH" is given twice.'],
    [['key', 'create', '--account', 'ID', '--name', 'web', '--scopes', 'messages:send,'], 'Unknown scope "".'],
  ])('refuses %j', async (argv, problem) => {
    expect(await refusing(argv)).toContain(problem);
  });

  test('adds what can still be counted exactly, and no more', async () => {
    const store = memoryRecord();
    const { id } = await run(store, 'account create --name Shop');
    const add = (amount: string) => run(store, `credits add ${id} --amount=${amount} --note more`);

    await add('1000000000000000');

    await expect(add('1')).rejects.toThrow('more credits than textgate can count');
    await add('-1000000000000');
    expect(await add('1')).toMatchObject({ balance: 999_000_000_000_001 });
  });
});
