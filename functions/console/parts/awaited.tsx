import type { Polled } from '../hooks/use-polled.ts';
import { words } from '../words.ts';
import { Loading } from './loading.tsx';
import { ErrorNotice } from './notice.tsx';

interface AwaitedProps {
  readonly of: Polled<unknown>;
  /** What is said where it has never come; unless told, that something did not work. */
  readonly title?: string;
}

/** Of what is polled: that it is not there yet, or why it is not, or not as it is now. */
export const Awaited = ({ of: { value, error, reload }, title = words.errors.title }: AwaitedProps) => (
  <>
    {value === undefined && error === undefined && <Loading />}
    <ErrorNotice error={error} title={value === undefined ? title : words.errors.stale} onRetry={reload} />
  </>
);
