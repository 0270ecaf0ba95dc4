import type { ComponentChildren } from 'preact';
import { useEffect, useErrorBoundary } from 'preact/hooks';
import { Button } from '../parts/button.tsx';
import { Notice } from '../parts/notice.tsx';
import { words } from '../words.ts';

interface FaultGuardProps {
  /** If the place changes, the children are tried again. */
  readonly place?: string;
  readonly children: ComponentChildren;
}

/** Replaces children that throw by a notice. It does not quote the error, which may contain anything from the page. */
export const FaultGuard = ({ place, children }: FaultGuardProps) => {
  // The error goes to the browser's developer console, like an uncaught one.
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
