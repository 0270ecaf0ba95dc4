import { useEffect, useState } from 'preact/hooks';
import { words } from '../../words.ts';
import type { Written } from './use-written.ts';

/** Announces a new result of a check to screen readers, but not at each key press. */
export const Announced = ({ written, hasText }: { readonly written: Written; readonly hasText: boolean }) => {
  const { isPending, to, check, tally } = written;
  const [said, say] = useState('');
  const isKnown = !isPending && to.length > 0 && check !== undefined;
  const text = words.send.announced(tally.good, tally.good + tally.bad, hasText ? tally.segments : undefined);
  useEffect(() => {
    if (isKnown) say(text);
  }, [isKnown, text]);
  return (
    <p class="hidden-label" role="status">
      {said}
    </p>
  );
};
