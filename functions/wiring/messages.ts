import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Account } from '../accounts/account.ts';
import { createAuthenticator } from '../accounts/authenticate.ts';
import { createCancel } from '../messages/cancel.ts';
import { createDryRun } from '../messages/dry-run.ts';
import { createHandOver } from '../messages/hand-over.ts';
import type { Message } from '../messages/message.ts';
import { maskNumber } from '../messages/numbers.ts';
import type { SendRules } from '../messages/plan.ts';
import type { Limits, PutJobs } from '../messages/ports.ts';
import { createRefresh } from '../messages/refresh.ts';
import { createSend, type Send } from '../messages/send.ts';
import { createSuppress } from '../messages/suppress.ts';
import { createWithdraw } from '../messages/withdraw.ts';
import { logger } from '../runtime/logger.ts';
import { once } from '../runtime/once.ts';
import { createAccountLookup } from '../store/accounts.ts';
import { createCalls } from '../store/calls.ts';
import { createClient } from '../store/client.ts';
import { createCompleteIndexes } from '../store/complete-indexes.ts';
import { readBalance } from '../store/credits.ts';
import { createMessageList } from '../store/message-list.ts';
import { createFind } from '../store/message-reads.ts';
import { createMessageStore } from '../store/messages.ts';
import { createQuota, createQuotaView } from '../store/quota.ts';
import { createSuppressionList, createSuppressions } from '../store/suppressions.ts';
import { createUpstreamClient } from '../upstream/client.ts';
import { createUpstreamCredentials } from '../upstream/credentials.ts';
import { createUpstream, scheduleProblem } from '../upstream/upstream.ts';
import {
  accountSettings,
  configuration,
  recordSettings,
  regionSettings,
  sendSettings,
  upstreamSettings,
} from './configuration.ts';

/**
 * This folder is the only place that puts the parts together. A part is made when a function first uses it, with only
 * the settings it needs, and kept for the life of the container. The bundle of a function leaves out the parts it does
 * not use.
 */

export const clock = () => new Date();

/**
 * A call to AWS is repeated if it gets no answer in two seconds, because the caller's time is limited. Without
 * `throwOnRequestTimeout` the SDK would only log the timeout and go on waiting.
 */
export const patience = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true },
};

export const dynamodb = /* @__PURE__ */ once(() => createClient(patience));

const upstreamCredentials = /* @__PURE__ */ once(() =>
  createUpstreamCredentials({
    client: new SecretsManagerClient(patience),
    secretArn: configuration(upstreamSettings).GATEWAY_SECRET_ARN,
    clock: Date.now,
  }),
);

export const accountLookup = /* @__PURE__ */ once(() =>
  createAccountLookup(dynamodb(), configuration(accountSettings).ACCOUNTS_TABLE),
);

export const authenticate = /* @__PURE__ */ once(() =>
  createAuthenticator({ store: accountLookup(), clock: Date.now }),
);

/** The credits of a metered account. */
export const creditsOf = /* @__PURE__ */ once(() => {
  const table = configuration(accountSettings).ACCOUNTS_TABLE;
  return async ({ id, metered }: Account): Promise<number | undefined> =>
    metered === true ? ((await readBalance(dynamodb(), table, id))?.balance ?? 0) : undefined;
});

export const messageStore = /* @__PURE__ */ once(() => {
  const { MESSAGES_TABLE, RETENTION_DAYS } = configuration(recordSettings);
  return createMessageStore({
    client: dynamodb(),
    table: MESSAGES_TABLE,
    accounts: configuration(accountSettings).ACCOUNTS_TABLE,
    retentionDays: RETENTION_DAYS,
    onUnreadable,
  });
});

export const messageList = /* @__PURE__ */ once(() => {
  const [client, table] = [dynamodb(), configuration(recordSettings).MESSAGES_TABLE];
  const find = createFind({ client, table, onUnreadable });
  return createMessageList({ client, table, find, indexes: createCompleteIndexes({ client, table, clock: Date.now }) });
});

export const upstreamClient = /* @__PURE__ */ once(() =>
  createUpstreamClient({
    url: configuration(upstreamSettings).GATEWAY_URL,
    credentials: upstreamCredentials().read,
    onRefused: upstreamCredentials().refused,
  }),
);

export const upstream = /* @__PURE__ */ once(() => createUpstream(upstreamClient()));

export const calls = /* @__PURE__ */ once(() =>
  createCalls({ client: dynamodb(), table: configuration(accountSettings).ACCOUNTS_TABLE, clock }),
);

export const suppressions = /* @__PURE__ */ once(() =>
  createSuppressions(dynamodb(), configuration(accountSettings).ACCOUNTS_TABLE),
);

export const handOver = /* @__PURE__ */ once(() =>
  createHandOver({
    store: messageStore(),
    calls: calls(),
    suppressions: suppressions(),
    upstream: upstream(),
    clock,
    log: {
      indeterminate: (messages, cause) => logger.error('hand-over with unknown outcome', { ...named(messages), cause }),
      postponed: (messages, cause) => logger.error('hand-over postponed', { ...named(messages), cause }),
      unrecorded: (message, outcome, cause) =>
        logger.error('hand-over not recorded', { ...named([message]), outcome, gatewayId: message.upstreamId, cause }),
    },
  }),
);

/** `putJobs` is absent at doors that take a single text per request, because they need few calls. */
export const sendWith = (putJobs?: PutJobs): Send =>
  createSend({
    store: messageStore(),
    suppressions: suppressions(),
    quota: createQuota({ client: dynamodb(), table: configuration(accountSettings).ACCOUNTS_TABLE, clock }),
    upstream: upstream(),
    handOver: handOver(),
    withdraw: createWithdraw({
      store: messageStore(),
      calls: calls(),
      clock,
      pause,
      onFailure: (error) => logger.error('messages not withdrawn', { error }),
    }),
    ...(putJobs !== undefined && { putJobs }),
    clock,
    newAttempt: randomUUID,
  });

export const send = /* @__PURE__ */ once(() => sendWith());

/** A dry run gets no part that writes or calls the upstream. */
export const dryRun = /* @__PURE__ */ once(() => {
  const table = configuration(accountSettings).ACCOUNTS_TABLE;
  return createDryRun({
    suppressions: suppressions(),
    quota: createQuotaView({ client: dynamodb(), table, clock }),
    creditsLeft: async (account) => {
      const { balance = 0, overdraft = 0 } = (await readBalance(dynamodb(), table, account)) ?? {};
      return balance + overdraft;
    },
    upstream: { scheduleProblem },
    clock,
  });
});

export const refresh = /* @__PURE__ */ once(() =>
  createRefresh({ store: messageStore(), upstream: upstream(), clock }),
);

export const cancel = /* @__PURE__ */ once(() =>
  createCancel({ store: messageStore(), upstream: upstream(), refresh: refresh(), clock }),
);

export const suppressionList = /* @__PURE__ */ once(() =>
  createSuppressionList(dynamodb(), configuration(accountSettings).ACCOUNTS_TABLE),
);

export const suppress = /* @__PURE__ */ once(() =>
  createSuppress({
    suppressions: suppressionList(),
    messages: messageList(),
    store: messageStore(),
    cancel: cancel(),
    clock,
  }),
);

/** The region of an account's numbers that have no country code. */
export const regionOf = /* @__PURE__ */ once(() => {
  const { DEFAULT_REGION } = configuration(regionSettings);
  return ({ region = DEFAULT_REGION }: Account): string => region;
});

/** What an account may send: the deployment's settings, narrowed by the account's own. */
export const sendRules = /* @__PURE__ */ once(() => {
  const [settings, region] = [configuration(sendSettings), regionOf()];
  return (account: Account): SendRules => ({
    region: region(account),
    allowedCountries: settings.ALLOWED_COUNTRIES.filter(
      (country) => account.allowedCountries?.includes(country) ?? true,
    ),
    maxSegments: settings.MAX_SEGMENTS,
    metered: account.metered === true,
    limits: limitsOf(account, settings),
    storeText: settings.STORE_TEXT === 'true',
  });
});

/** An account's limits. Its own replace the deployment's defaults, and may be higher. */
const limitsOf = (
  { messagesPerMinute, messagesPerDay }: Account,
  settings: { readonly DEFAULT_MESSAGES_PER_MINUTE?: number; readonly DEFAULT_MESSAGES_PER_DAY?: number },
): Limits => {
  const perMinute = messagesPerMinute ?? settings.DEFAULT_MESSAGES_PER_MINUTE;
  const perDay = messagesPerDay ?? settings.DEFAULT_MESSAGES_PER_DAY;
  return { ...(perMinute !== undefined && { perMinute }), ...(perDay !== undefined && { perDay }) };
};

export const onUnreadable = (key: unknown) => logger.error('record cannot be read', { key });

const named = (messages: readonly Message[]) => ({
  messages: messages.map(({ id, account, to }) => ({ id, account, to: maskNumber(to) })),
});
