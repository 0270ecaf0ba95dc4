import type { Account } from '../accounts/account.ts';
import * as operations from '../contract/operations.ts';
import { api, endpoint } from '../http/endpoint.ts';
import { once } from '../runtime/once.ts';
import type { UpstreamClient } from '../upstream/client.ts';
import { authenticate, creditsOf, upstreamClient } from '../wiring/messages.ts';
import { ifAvailable } from './if-available.ts';

interface Dependencies {
  /** The account's own credits; `undefined` if it is not metered. */
  readonly creditsOf: (account: Account) => Promise<number | undefined>;
  readonly upstream: Pick<UpstreamClient, 'auth' | 'getCredits' | 'accountStatus' | 'getGuid'>;
}

const unavailable = { available: false, authenticated: null, credits: null, status: null, groupId: null };

/** The caller's account, and the state of the deployment's account at the upstream gateway. */
export const getAccount = ({ creditsOf, upstream }: Dependencies) =>
  endpoint(operations.getAccount, async ({ principal: { account }, deadline }) => {
    const asked = ifAvailable(async () => {
      const authenticated = await upstream.auth(deadline);
      if (!authenticated) return { ...unavailable, available: true, authenticated };
      const [credits, status, groupId] = await Promise.all([
        upstream.getCredits(deadline),
        upstream.accountStatus(deadline),
        upstream.getGuid(deadline),
      ]);
      return { available: true, authenticated, credits: credits ?? null, status, groupId: groupId ?? null };
    });
    const { id, name, groupId } = account;
    // Concurrent, because a stalling upstream would leave no time for the credits.
    const [answer = unavailable, credits = null] = await Promise.all([asked, creditsOf(account)]);
    return { body: { id, name, groupId, credits, gateway: answer } };
  });

export const getKey = () =>
  endpoint(operations.getKey, async ({ principal: { keyId, scopes, account } }) => ({
    body: { id: keyId, scopes, account: { id: account.id, name: account.name } },
  }));

/** Called by AWS. */
export const handler = api(
  authenticate,
  once(() => [getAccount({ creditsOf: creditsOf(), upstream: upstreamClient() }), getKey()]),
);
