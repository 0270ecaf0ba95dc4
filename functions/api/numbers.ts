import type { Account } from '../accounts/account.ts';
import * as operations from '../contract/operations.ts';
import { api, endpoint } from '../http/endpoint.ts';
import { readNumber } from '../messages/numbers.ts';
import type { SendRules } from '../messages/plan.ts';
import { once } from '../runtime/once.ts';
import type { UpstreamClient } from '../upstream/client.ts';
import { authenticate, sendRules, upstreamClient } from '../wiring/messages.ts';
import { ifAvailable } from './if-available.ts';

interface Dependencies {
  readonly upstream: Pick<UpstreamClient, 'cleanNumber'>;
  readonly rules: (account: Account) => SendRules;
}

/** How a number is read here, and how the upstream reads it. A number that cannot be sent to says why. */
export const normalizeNumber = ({ upstream, rules }: Dependencies) =>
  endpoint(operations.normalizeNumber, async ({ principal: { account }, body: { number }, deadline }) => {
    const read = readNumber(number, rules(account));
    const cleaned = await ifAvailable(async () => ({ number: await upstream.cleanNumber(number, deadline) }));
    return {
      body: {
        number: read.number ?? null,
        country: read.country ?? null,
        problem: read.ok ? null : { code: read.code, detail: read.problem },
        gateway: { available: cleaned !== undefined, number: cleaned?.number ?? null },
      },
    };
  });

/** Called by AWS. */
export const handler = api(
  authenticate,
  once(() => [normalizeNumber({ upstream: upstreamClient(), rules: sendRules() })]),
);
