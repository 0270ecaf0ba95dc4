import type { Polled } from '../hooks/use-polled.ts';
import { words } from '../words.ts';
import { Loading } from './loading.tsx';
import { ErrorNotice } from './notice.tsx';

interface AwaitedProps {
  readonly of: Polled<unknown>;
  /** The title of the error if nothing was loaded yet; default: that something did not work. */
  readonly title?: string;
}

/** Shows that something is loading, or why it could not be loaded or is out of date. */
export const Awaited = ({ of: { value, error, reload }, title = words.errors.title }: AwaitedProps) => (
  <>
    {value === undefined && error === undefined && <Loading />}
    <ErrorNotice error={error} title={value === undefined ? title : words.errors.stale} onRetry={reload} />
  </>
);
