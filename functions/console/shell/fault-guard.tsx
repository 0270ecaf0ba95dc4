import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Notice } from '../parts/notice.tsx';
import { words } from '../words.ts';

interface FaultGuardProps {
  /** At another one, it is tried again. */
  readonly place?: string;
  readonly children: ComponentChildren;
}

/** In place of what throws, says so, and no more: an error of ours may be about anything that is on the page. */
export const FaultGuard = ({ place, children }: FaultGuardProps) => {
  // The browser's own console is told, as it would be of an error that nobody caught.
  const [error, tryAgain] = useErrorBoundary((thrown) => reportError(thrown));
  useEffect(() => {
    if (error !== undefined) tryAgain();
  }, [place]);
  if (error === undefined) return children;
  return (
    <Notice kind="error" title={words.errors.fault}>
      <p>{words.errors.faultMeaning}</p>
      <Button onClick={() => location.reload()}>{words.errors.reload}</Button>
    </Notice>
  );
};
