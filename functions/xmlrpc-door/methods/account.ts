import type { Account } from '../../accounts/account.ts';
import { UpstreamUnavailableError } from '../../messages/errors.ts';
import type { UpstreamClient } from '../../upstream/client.ts';
import type { Method } from '../method.ts';

interface Dependencies {
  /** The account's own credits; `undefined` if it is not metered. */
  readonly creditsOf: (account: Account) => Promise<number | undefined>;
  readonly upstream: Pick<UpstreamClient, 'getCredits'>;
}

export const auth: Method = {
  returns: 'boolean',
  parameters: [],
  help: 'Whether the user and password are right.',
  answersFalse: true,
  call: async () => true,
};

export const getCredits = ({ creditsOf, upstream }: Dependencies): Method => ({
  returns: 'int',
  parameters: [],
  help:
    'The credits that are left (below zero in overdraft), or false if the login is not accepted. ' +
    'For an account without credits of its own: the credits at the SMS gateway behind textgate.',
  answersFalse: true,
  call: async ({ account, deadline }) =>
    inInt((await creditsOf(account)) ?? (await upstreamCredits(upstream, deadline))),
});

/** If the upstream refuses textgate's login, this fails: `false` would mean that the caller's login is wrong. */
const upstreamCredits = async (upstream: Dependencies['upstream'], deadline: number): Promise<number> => {
  const credits = await upstream.getCredits(deadline);
  if (credits === undefined) throw new UpstreamUnavailableError('The gateway did not tell its credits.');
  return credits;
};

/** The document's `<int>` has 32 bits, so credits outside that range are cut to it. */
const inInt = (credits: number): number => Math.min(Math.max(credits, -(2 ** 31)), 2 ** 31 - 1);

export const accountStatus: Method = {
  returns: 'string',
  parameters: [],
  help: '"regular" for an account with credits of its own, "free" for an account that is not charged.',
  call: async ({ account }) => (account.metered === true ? 'regular' : 'free'),
};

export const getGuid: Method = {
  returns: 'string',
  parameters: [],
  help: 'The UUID of the account that the user belongs to, or false if the login is not accepted.',
  answersFalse: true,
  call: async ({ account }) => account.groupId,
};
