import { useEffect, useRef, useState } from 'preact/hooks';
import type { Suppression } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Pager } from '../../parts/pager.tsx';
import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';
import { Lift } from './lift.tsx';
import { SuppressionTable } from './suppression-table.tsx';

const { list, lift } = words.suppressions;
const limit = 50;

interface SuppressionListProps {
  /** Where the page begins; absent: at the first number. */
  readonly cursor: string | undefined;
  readonly onLifted: (number: string) => void;
}

/** The numbers on the list, page by page. */
export const SuppressionList = ({ cursor, onLifted }: SuppressionListProps) => {
  const { textgate } = useConsole();
  const title = useRef<HTMLHeadingElement>(null);
  const polled = usePolled((signal) => textgate.suppressions.list({ limit, cursor }, { signal }).page(), undefined, [
    cursor,
  ]);
  const { value, reload } = polled;
  const [lifting, setLifting] = useState<Suppression>();
  const [lifted, setLifted] = useState<string>();
  useEffect(() => {
    // The button that opened the dialog disappears.
    if (lifted !== undefined) title.current?.focus();
  }, [lifted]);
  const leaveOut = (number: string) => {
    setLifting(undefined);
    setLifted(number);
    reload();
    onLifted(number);
  };
  const entries = value?.items.filter(({ number }) => number !== lifted);
  return (
    <section class="card">
      <h2 ref={title} tabIndex={-1}>
        {list.title}
      </h2>
      {lifted !== undefined && <Notice kind="success">{lift.done(spacedNumber(lifted))}</Notice>}
      <Awaited of={polled} />
      {entries?.length === 0 && <p class="small">{cursor === undefined ? list.empty : list.noMore}</p>}
      {entries && entries.length > 0 && <SuppressionTable entries={entries} onLift={setLifting} />}
      <Pager
        path={['suppressions']}
        filters={{ ...(cursor !== undefined && { cursor }) }}
        next={value?.cursor}
        names={{ first: list.first, next: list.next }}
      />
      {lifting && <Lift number={lifting.number} onLifted={leaveOut} onClose={() => setLifting(undefined)} />}
    </section>
  );
};
