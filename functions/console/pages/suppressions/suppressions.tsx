import { useState } from 'preact/hooks';
import { useConsole } from '../../hooks/use-console.ts';
import type { PageProps } from '../../page-props.ts';
import { words } from '../../words.ts';
import { AddNumber } from './add-number.tsx';
import { LookUp } from './look-up.tsx';
import { SuppressionList } from './suppression-list.tsx';

export const SuppressionsPage = ({ filters: { cursor } }: PageProps) => {
  const mayChange = useConsole().may('suppressions:write');
  // When one part changes the list, the others start again, because what they show may be out of date.
  const [additions, setAdditions] = useState(0);
  const [liftsAbove, setLiftsAbove] = useState(0);
  const [liftsBelow, setLiftsBelow] = useState(0);
  const [lifted, setLifted] = useState<string>();
  return (
    <>
      <h1>{words.pages.suppressions}</h1>
      <p>
        {words.suppressions.intro} {!mayChange && words.suppressions.readOnly}
      </p>
      <div class="side-by-side">
        <LookUp
          key={`${additions} ${liftsBelow}`}
          onLifted={(number) => {
            setLifted(number);
            setLiftsAbove((before) => before + 1);
          }}
        />
        {mayChange && (
          <AddNumber
            lifted={lifted}
            onAdded={() => {
              setLifted(undefined);
              setAdditions((before) => before + 1);
            }}
          />
        )}
      </div>
      <SuppressionList
        key={`${additions} ${liftsAbove}`}
        cursor={cursor}
        onLifted={(number) => {
          setLifted(number);
          setLiftsBelow((before) => before + 1);
        }}
      />
    </>
  );
};
