import type { AccountDefaults, AccountLimits } from '../../../functions/accounts/account.ts';
import type { ApiKey } from '../../../functions/accounts/api-key.ts';
import { createAccount, setDefaults, setLimits, validityRule } from '../../../functions/accounts/create-account.ts';
import { createApiKey } from '../../../functions/accounts/create-api-key.ts';
import { createLogin } from '../../../functions/accounts/create-login.ts';
import type { Login } from '../../../functions/accounts/login.ts';
import type { AccountStore, DefaultChanges, LimitChanges } from '../../../functions/accounts/ports.ts';
import { type Scope, scopes } from '../../../functions/contract/scopes.ts';
import { longestValidity, shortestValidity } from '../../../functions/contract/send.ts';
import { UsageError } from '../errors.ts';
import { withoutLineEnd } from '../values.ts';
import type { Arguments, Commands } from './command.ts';
import { creditCommands } from './credit-commands.ts';
import { forgetCommand } from './forget-command.ts';
import { indexCommand } from './index-command.ts';
import { restoreCommand } from './restore-command.ts';
import { settleCommand } from './settle-command.ts';
import { showAccount } from './show-account.ts';
import { suppressionCommands } from './suppression-commands.ts';
import { webhookCommands } from './webhook-commands.ts';
import { readWholeNumber } from './whole-number.ts';

/** A minute and a day are those of UTC. */
const limitOptions = { 'per-minute': 'MESSAGES', 'per-day': 'MESSAGES' } as const;

const defaultOptions = { 'valid-for': 'SECONDS', encoding: 'smart' } as const;

export const commands: Commands = {
  'account create': {
    description: 'Creates an account.',
    takesId: false,
    required: { name: 'NAME' },
    optional: { countries: 'CH,DE', region: 'CH', sender: 'SENDER', ...defaultOptions, ...limitOptions },
    flags: ['no-sender-choice'],
    run: (store, { flags, options: { name = '', countries, region, sender, ...options } }) =>
      createAccount(
        store,
        {
          name,
          ...(countries !== undefined && { allowedCountries: list(countries) }),
          ...(region !== undefined && { region }),
          ...(sender !== undefined && { sender }),
          ...(flags.has('no-sender-choice') && { maySetSender: false }),
          ...readDefaults(options),
          ...readLimits(options),
        },
        { clock: Date.now },
      ),
  },
  'account list': {
    description: 'Lists all accounts, oldest first.',
    takesId: false,
    required: {},
    optional: {},
    run: (store) => store.listAccounts(),
  },
  'account show': {
    description: 'Shows an account.',
    takesId: true,
    required: {},
    optional: {},
    run: (store, { id }) => showAccount(store, id),
  },
  'account set-limits': {
    description:
      'Sets how many messages an account may send in a UTC minute or day. This takes effect within a minute. `none` removes ' +
      "the limit: the deployment's holds then. An account's own limit may be higher than that.",
    takesId: true,
    required: {},
    optional: { 'per-minute': 'MESSAGES|none', 'per-day': 'MESSAGES|none' },
    run: async (store, { id, options }) => {
      await setLimits(store, id, readLimitChanges(options));
      return showAccount(store, id);
    },
  },
  'account set-defaults': {
    description:
      'Sets defaults for messages that do not say otherwise: how many seconds they are valid, and their encoding. This takes ' +
      'effect within a minute. `none` removes a default.',
    takesId: true,
    required: {},
    optional: { 'valid-for': 'SECONDS|none', encoding: 'smart|none' },
    run: async (store, { id, options }) => {
      await setDefaults(store, id, readDefaultChanges(options));
      return showAccount(store, id);
    },
  },
  'account disable': {
    description: 'Disables an account: within a minute, all its keys and logins are rejected.',
    takesId: true,
    required: {},
    optional: {},
    run: (store, { id }) => setDisabled(store, id, true),
  },
  'account enable': {
    description: 'Enables an account again: its keys and logins are accepted.',
    takesId: true,
    required: {},
    optional: {},
    run: (store, { id }) => setDisabled(store, id, false),
  },
  'key create': {
    description: `Creates an API key, which is only shown now. It has all scopes unless --scopes names some of: ${scopes.join(', ')}.`,
    takesId: false,
    required: { account: 'ACCOUNT', name: 'NAME' },
    optional: { scopes: 'A,B' },
    run: async (store, { options: { account = '', name = '', scopes: wanted } }) => {
      const wantedScopes = wanted === undefined ? undefined : list(wanted).map(readScope);
      const { key, record } = await createApiKey(
        store,
        { account, name, ...(wantedScopes && { scopes: wantedScopes }) },
        { clock: Date.now },
      );
      return { key, ...shown(record) };
    },
  },
  'key list': {
    description: "Lists an account's keys, without the keys themselves.",
    takesId: false,
    required: { account: 'ACCOUNT' },
    optional: {},
    run: async (store, { options: { account = '' } }) => {
      await showAccount(store, account);
      return (await store.listKeys(account)).map(shown);
    },
  },
  'key revoke': {
    description: 'Revokes a key for good: it is rejected within a minute.',
    takesId: true,
    required: { account: 'ACCOUNT' },
    optional: {},
    run: async (store, { id, options: { account = '' } }) => {
      await store.revokeKey(account, id, new Date());
      return { id, account, revoked: true };
    },
  },
  'login create': {
    description:
      'Creates a login for the XML-RPC door. Its password is generated, and only shown now. With --password-stdin, it is read ' +
      'from standard input: arguments can be seen by others, and stay in the history of the shell.',
    takesId: false,
    required: { account: 'ACCOUNT', user: 'USER' },
    optional: {},
    flags: ['password-stdin'],
    run: async (store, { flags, options: { account = '', user = '' } }, input) => {
      const chosen = flags.has('password-stdin') ? withoutLineEnd(await input()) : undefined;
      const { password, record } = await createLogin(
        store,
        { account, user, ...(chosen !== undefined && { password: chosen }) },
        { clock: Date.now },
      );
      return { ...shownLogin(record), ...(chosen === undefined && { password }) };
    },
  },
  'login list': {
    description: "Lists an account's logins, without their passwords.",
    takesId: false,
    required: { account: 'ACCOUNT' },
    optional: {},
    run: async (store, { options: { account = '' } }) => {
      await showAccount(store, account);
      return (await store.listLogins(account)).map(shownLogin);
    },
  },
  'login revoke': {
    description: 'Deletes a login: it is rejected within a minute. Its user name may be used again.',
    takesId: false,
    required: { account: 'ACCOUNT', user: 'USER' },
    optional: {},
    run: async (store, { options: { account = '', user = '' } }) => {
      await store.revokeLogin(account, user);
      return { user, account, revoked: true };
    },
  },
  ...creditCommands,
  ...suppressionCommands,
  ...webhookCommands,
  ...settleCommand,
  ...forgetCommand,
  ...restoreCommand,
  ...indexCommand,
};

const limits = { least: 1, most: Number.MAX_SAFE_INTEGER, rule: 'A limit must be a whole number above zero.' };

const readLimits = ({ 'per-minute': perMinute, 'per-day': perDay }: Arguments['options']): AccountLimits => ({
  ...(perMinute !== undefined && { messagesPerMinute: readWholeNumber(perMinute, limits) }),
  ...(perDay !== undefined && { messagesPerDay: readWholeNumber(perDay, limits) }),
});

const readLimitChanges = ({ 'per-minute': perMinute, 'per-day': perDay }: Arguments['options']): LimitChanges => ({
  ...(perMinute !== undefined && {
    messagesPerMinute: perMinute === 'none' ? perMinute : readWholeNumber(perMinute, limits),
  }),
  ...(perDay !== undefined && { messagesPerDay: perDay === 'none' ? perDay : readWholeNumber(perDay, limits) }),
});

const validity = { least: shortestValidity, most: longestValidity, rule: validityRule };

const readDefaults = ({ 'valid-for': validFor, encoding }: Arguments['options']): AccountDefaults => ({
  ...(validFor !== undefined && { validFor: readWholeNumber(validFor, validity) }),
  ...(encoding !== undefined && { encoding: readEncoding(encoding) }),
});

const readDefaultChanges = ({ 'valid-for': validFor, encoding }: Arguments['options']): DefaultChanges => ({
  ...(validFor === 'none' ? { validFor } : readDefaults({ 'valid-for': validFor })),
  ...(encoding === 'none' ? { encoding } : readDefaults({ encoding })),
});

const readEncoding = (text: string): 'smart' => {
  if (text !== 'smart') throw new UsageError(`Unknown encoding "${text}". The only one to choose is smart.`);
  return text;
};

const setDisabled = async (store: AccountStore, id: string, disabled: boolean) => {
  await store.setDisabled(id, disabled);
  return showAccount(store, id);
};

/** The hash is of no use to anybody. */
const shown = ({ hash: _, ...rest }: ApiKey) => rest;

const shownLogin = ({ password: _, ...rest }: Login) => rest;

const list = (text: string): string[] => text.split(',').map((part) => part.trim());

const readScope = (text: string): Scope => {
  const scope = scopes.find((known) => known === text);
  if (scope === undefined) throw new UsageError(`Unknown scope "${text}". Scopes are: ${scopes.join(', ')}.`);
  return scope;
};
