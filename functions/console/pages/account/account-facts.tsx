import type { Account, Health } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import type { Polled } from '../../hooks/use-polled.ts';
import { Fact } from '../../parts/fact.tsx';
import { ErrorNotice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';

interface AccountFactsProps {
  readonly health: Polled<Health>;
  /** Of a key that may not see the account, nothing is known of it. */
  readonly account: Polled<Account | undefined>;
}

/** Whether the API and the gateway are there, and what there is left to send with. */
export const AccountFacts = ({ health, account }: AccountFactsProps) => {
  const isKnown = useConsole().may('account:read');
  // What is still asked for has its room: nothing moves when it comes.
  const mayCome = isKnown && (account.value !== undefined || account.error === undefined);
  return (
    <>
      <dl class="account-facts">
        <Fact name={words.account.health}>
          {health.error !== undefined ? (
            <span class="badge bad">{words.account.unhealthy}</span>
          ) : (
            health.value && <span class="badge good">{words.account.healthy}</span>
          )}
        </Fact>
        {mayCome && (
          <>
            <Fact name={words.account.gateway}>{account.value && <Gateway {...account.value.gateway} />}</Fact>
            <Fact name={words.account.credits}>{account.value && creditsOf(account.value)}</Fact>
          </>
        )}
        {account.value?.gateway.credits != null && (
          <Fact name={words.account.gatewayCredits}>{words.number(account.value.gateway.credits)}</Fact>
        )}
      </dl>
      <ErrorNotice error={account.error} title={words.account.unknown} />
      {!isKnown && <p class="small">{words.account.forbidden}</p>}
    </>
  );
};

const creditsOf = ({ credits }: Account): string =>
  credits === null ? words.common.notMetered : words.number(credits);

const Gateway = ({ available, authenticated }: Account['gateway']) => (
  <>
    {!available && <span class="badge bad">{words.account.unreachable}</span>}
    {available && authenticated === false && <span class="badge bad">{words.account.loginRefused}</span>}
    {available && authenticated !== false && <span class="badge good">{words.account.reachable}</span>}
  </>
);
