import { useId } from 'preact/hooks';
import type { Signed } from '../hooks/use-session.ts';
import type { Session } from '../session.ts';
import { words } from '../words.ts';

interface AccountsMenuProps {
  readonly session: Session;
  readonly signed: Signed;
  readonly onAdd: () => void;
}

/** The signed-in keys. The browser closes the menu at Escape or a click elsewhere. */
export const AccountsMenu = ({ session, signed, onAdd }: AccountsMenuProps) => {
  const id = useId();
  const [{ apiKey, key }, ...others] = session.keys;
  return (
    <>
      <button
        type="button"
        class="signed-in"
        popovertarget={id}
        aria-label={`${words.accounts.label}: ${key.account.name}`}
      >
        <bdi>{key.account.name}</bdi>
      </button>
      <div id={id} popover="auto" class="signed-in-menu">
        <p>
          <bdi>{key.account.name}</bdi> <small>{key.id}</small>
        </p>
        {others.map((held) => (
          <button key={held.apiKey} type="button" onClick={() => signed.use(held.apiKey)}>
            <bdi>{words.accounts.use(held.key.account.name)}</bdi> <small>{held.key.id}</small>
          </button>
        ))}
        <button type="button" onClick={onAdd}>
          {words.signIn.another}
        </button>
        <button type="button" onClick={() => signed.signOut(apiKey)}>
          {words.accounts.signOut}
        </button>
        {others.length > 0 && (
          <button type="button" onClick={signed.signOutAll}>
            {words.accounts.signOutAll}
          </button>
        )}
      </div>
    </>
  );
};
