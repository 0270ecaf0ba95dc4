import type { Suppression } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Time } from '../../parts/time.tsx';
import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';

const { by: byWords, list } = words.suppressions;

/** What the list says of a number. */
export const Entry = ({ entry: { number, reason, createdAt, by } }: { readonly entry: Suppression }) => (
  <dl class="facts">
    <dt>{words.suppressions.number}</dt>
    <dd>{spacedNumber(number)}</dd>
    {reason !== null && (
      <>
        <dt>{list.reason}</dt>
        <dd>
          <bdi>{reason}</bdi>
        </dd>
      </>
    )}
    <dt>{list.since}</dt>
    <dd>
      <Time at={createdAt} />
    </dd>
    <dt>{list.by}</dt>
    <dd>
      <By by={by} />
    </dd>
  </dl>
);

/** Who put a number on the list. */
export const By = ({ by }: { readonly by: string }) => {
  const { key } = useConsole();
  if (by === 'admin') return byWords.admin;
  if (by === `key:${key.id}`) return byWords.thisKey;
  return <bdi>{byWords.key(by.replace(/^key:/, ''))}</bdi>;
};
