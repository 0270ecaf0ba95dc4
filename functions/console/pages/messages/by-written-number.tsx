import { useConsole } from '../../hooks/use-console.ts';
import { go } from '../../hooks/use-place.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Loading } from '../../parts/loading.tsx';
import { Notice } from '../../parts/notice.tsx';
import { words } from '../../words.ts';
import { FilterForm } from './filter-form.tsx';
import type { Filters } from './filters.ts';
import { readRecipient } from './read-recipient.ts';

const { messages: say } = words;

interface ByWrittenNumberProps {
  readonly filters: Filters;
  /** As in the address, which a person or another program may have written. */
  readonly to: string;
}

/** Finds out which number is meant, and goes to the messages of that recipient. */
export const ByWrittenNumber = ({ filters, to }: ByWrittenNumberProps) => {
  const console = useConsole();
  const look = async (signal: AbortSignal) => {
    const recipient = await readRecipient(to, console);
    if (recipient.number !== undefined && !signal.aborted)
      go(['messages'], { ...filters, to: recipient.number }, { replace: true });
    return recipient;
  };
  const { value } = usePolled(look, undefined, [to]);
  return (
    <>
      <h1>{words.pages.messages}</h1>
      <FilterForm filters={filters} />
      {value === undefined && <Loading />}
      {value !== undefined && value.number === undefined && <Notice kind="warning">{value.why ?? say.noNumber}</Notice>}
    </>
  );
};
