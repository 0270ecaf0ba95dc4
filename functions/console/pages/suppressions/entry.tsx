import type { Suppression } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Fact } from '../../parts/fact.tsx';
import { Time } from '../../parts/time.tsx';
import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';

const { by: byWords, list } = words.suppressions;

/** A number's entry in the list. */
export const Entry = ({ entry: { number, reason, createdAt, by } }: { readonly entry: Suppression }) => (
  <dl class="facts">
    <Fact name={words.suppressions.number}>{spacedNumber(number)}</Fact>
    {reason !== null && (
      <Fact name={list.reason}>
        <bdi>{reason}</bdi>
      </Fact>
    )}
    <Fact name={list.since}>
      <Time at={createdAt} />
    </Fact>
    <Fact name={list.by}>
      <By by={by} />
    </Fact>
  </dl>
);

/** Who put a number on the list. */
export const By = ({ by }: { readonly by: string }) => {
  const { key } = useConsole();
  if (by === 'admin') return byWords.admin;
  if (by === `key:${key.id}`) return byWords.thisKey;
  return <bdi>{by.replace(/^key:/, '')}</bdi>;
};
