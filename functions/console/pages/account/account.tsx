import { useAccount, useHealth } from '../../hooks/use-account.ts';
import { useConsole } from '../../hooks/use-console.ts';
import type { PageProps } from '../../page-props.ts';
import { Copy } from '../../parts/copy.tsx';
import { Fact } from '../../parts/fact.tsx';
import { words } from '../../words.ts';
import { AccountFacts } from './account-facts.tsx';
import { Scopes } from './scopes.tsx';

export const AccountPage = (_: PageProps) => {
  const { key } = useConsole();
  const health = useHealth();
  const account = useAccount();
  return (
    <>
      <h1>{words.pages.account}</h1>
      <div class="side-by-side">
        <section class="card">
          <h2>{words.account.title}</h2>
          <dl class="facts">
            <Fact name={words.account.name}>
              <bdi>{key.account.name}</bdi>
            </Fact>
            <Id name={words.account.accountId} id={key.account.id} />
            <Id name={words.account.keyId} id={key.id} />
            {account.value && <Id name={words.account.groupId} id={account.value.groupId} />}
          </dl>
          <p class="small">{words.account.change}</p>
        </section>
        <section class="card">
          <h2>{words.account.stateTitle}</h2>
          <AccountFacts health={health} account={account} />
        </section>
        <Scopes />
        <section class="card">
          <h2>{words.account.sessionTitle}</h2>
          <p>{words.account.session}</p>
        </section>
      </div>
    </>
  );
};

const Id = ({ name, id }: { readonly name: string; readonly id: string }) => (
  <Fact name={name}>
    <code>{id}</code> <Copy text={id} what={name} />
  </Fact>
);
