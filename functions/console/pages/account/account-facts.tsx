import type { Account, Health } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import type { Polled } from '../../hooks/use-polled.ts';
import { Fact } from '../../parts/fact.tsx';
import { ErrorNotice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';

interface AccountFactsProps {
  readonly health: Polled<Health>;
  /** Its value is `undefined` if the key may not see the account. */
  readonly account: Polled<Account | undefined>;
}

/** The state of the API and the gateway, and the credits left. */
export const AccountFacts = ({ health, account }: AccountFactsProps) => {
  const isKnown = useConsole().may('account:read');
  // Values that are loading have their place already, so that nothing moves when they come.
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
