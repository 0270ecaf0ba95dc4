import { useRef, useState } from 'preact/hooks';
import type { Page, Suppression } from '../../../client/index.ts';
import { useAction } from '../../hooks/use-action.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Button } from '../../parts/button.tsx';
import { Loading } from '../../parts/loading.tsx';
import { ErrorNotice, Notice } from '../../parts/notice.tsx';
import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';
import { Lift } from './lift.tsx';
import { SuppressionTable } from './suppression-table.tsx';

const { list, lift } = words.suppressions;
const limit = 50;

/** The numbers on the list, page upon page. */
export const SuppressionList = ({ onLifted }: { readonly onLifted: () => void }) => {
  const { textgate } = useConsole();
  const title = useRef<HTMLHeadingElement>(null);
  const first = usePolled(() => textgate.suppressions.list({ limit }).page(), undefined, []);
  const [more, setMore] = useState<readonly Page<Suppression>[]>([]);
  const [lifting, setLifting] = useState<Suppression>();
  const [lifted, setLifted] = useState<readonly string[]>([]);
  const pages = [...(first.value ? [first.value] : []), ...more];
  const cursor = pages.at(-1)?.cursor;
  const next = useAction(async (cursor: string) => {
    const page = await textgate.suppressions.list({ limit, cursor }).page();
    setMore((before) => [...before, page]);
  });
  const entries = pages.flatMap(({ items }) => items).filter(({ number }) => !lifted.includes(number));
  const leaveOut = (number: string) => {
    setLifted((before) => [...before, number]);
    setLifting(undefined);
    // What opened the question has gone.
    title.current?.focus();
    onLifted();
  };
  const last = lifted.at(-1);
  return (
    <section class="card">
      <h2 ref={title} tabIndex={-1}>
        {list.title}
      </h2>
      {last !== undefined && <Notice kind="success">{lift.done(spacedNumber(last))}</Notice>}
      <ErrorNotice error={first.error} onRetry={first.reload} />
      {first.value === undefined && first.error === undefined && <Loading />}
      {first.value && entries.length === 0 && !cursor && <p>{list.empty}</p>}
      {entries.length > 0 && <SuppressionTable entries={entries} onLift={setLifting} />}
      <ErrorNotice error={next.error} />
      {cursor && (
        <div class="actions">
          <Button isBusy={next.isBusy} onClick={() => next.run(cursor)}>
            {words.common.more}
          </Button>
          <span class="small">{list.shown(words.count.numbers(entries.length))}</span>
        </div>
      )}
      {lifting && <Lift number={lifting.number} onLifted={leaveOut} onClose={() => setLifting(undefined)} />}
    </section>
  );
};
