import { useState } from 'preact/hooks';
import { useConsole } from '../../hooks/use-console.ts';
import type { PageProps } from '../../pages.tsx';
import { words } from '../../words.ts';
import { AddNumber } from './add-number.tsx';
import { LookUp } from './look-up.tsx';
import { SuppressionList } from './suppression-list.tsx';

export const SuppressionsPage = (_: PageProps) => {
  const mayChange = useConsole().may('suppressions:write');
  const [additions, setAdditions] = useState(0);
  const [lifts, setLifts] = useState(0);
  return (
    <>
      <h1>{words.pages.suppressions}</h1>
      <p>
        {words.suppressions.intro} {!mayChange && words.suppressions.readOnly}
      </p>
      <div class="side-by-side">
        {/* What it said before may not be so any more. */}
        <LookUp key={`${additions} ${lifts}`} />
        {mayChange && <AddNumber onAdded={() => setAdditions((before) => before + 1)} />}
      </div>
      <SuppressionList key={additions} onLifted={() => setLifts((before) => before + 1)} />
    </>
  );
};
