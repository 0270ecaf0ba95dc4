import type { Scope } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { words } from '../../words.ts';

/** What the key may do, and what it may not. */
export const Scopes = () => {
  const { key, may } = useConsole();
  const missing = scopes.filter((scope) => !may(scope));
  return (
    <section class="card">
      <h2>{words.account.scopesTitle}</h2>
      <ul class="scopes">
        {key.scopes.map((scope) => (
          <li key={scope}>
            {words.scopes[scope] ?? scope} <code class="small">{scope}</code>
          </li>
        ))}
      </ul>
      <p class="small">
        {missing.length === 0
          ? words.account.everything
          : `${words.account.missing} ${missing.map((scope) => words.scopes[scope]).join(', ')}.`}
      </p>
    </section>
  );
};

const isScope = (name: string): name is Scope => Object.hasOwn(words.scopes, name);

const scopes: readonly Scope[] = Object.keys(words.scopes).filter(isScope);
