import { useRef } from 'preact/hooks';
import { InvalidCursorError } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { focusContent } from '../../focus.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Loading } from '../../parts/loading.tsx';
import { ErrorNotice, Notice } from '../../parts/notice.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Time } from '../../parts/time.tsx';
import { words } from '../../words.ts';
import { FilterForm, QuickFilters } from './filter-form.tsx';
import { type Filters, isFiltered } from './filters.ts';
import { lookedBackTo } from './looked-back.ts';
import { Rows } from './rows.tsx';
import { useListing } from './use-listing.ts';

const { messages: say } = words;

/** Rows must not move under a pointer, a finger or the keyboard's focus, or while somebody reads further down. */
const isCalm = (list: HTMLElement | null): boolean => {
  const isAtTop = scrollY < 8;
  const isPointedAt = matchMedia('(hover: hover)').matches && list?.matches(':hover') === true;
  return isAtTop && !isPointedAt && list?.contains(document.activeElement) !== true;
};

interface MessageListProps {
  readonly filters: Filters;
  readonly cursor: string | undefined;
}

export const MessageList = ({ filters, cursor }: MessageListProps) => {
  const list = useRef<HTMLOListElement>(null);
  const { shown, error, reload, cameTo, showLatest, leaveFor } = useListing(filters, cursor, () =>
    isCalm(list.current),
  );

  const takeNews = () => {
    showLatest();
    scrollTo(0, 0);
    // The button that had the focus disappears.
    focusContent();
  };

  return (
    <>
      <div class="page-head">
        <h1>{words.pages.messages}</h1>
        <QuickFilters filters={filters} />
      </div>
      <FilterForm filters={filters} />
      {shown === undefined && error === undefined && <Looking cameTo={cameTo} />}
      {shown !== undefined && (
        <div>
          <div class="message-news" aria-live="polite">
            {shown.news > 0 && (
              <button type="button" class="button primary" onClick={takeNews}>
                {say.news(shown.news)}
              </button>
            )}
          </div>
          {shown.messages.length > 0 ? (
            <Rows messages={shown.messages} gone={shown.gone} list={list} onOpen={leaveFor} />
          ) : (
            <Nothing filters={filters} cursor={cursor} isCut={shown.isCut} />
          )}
        </div>
      )}
      {shown?.isCut && shown.cursor !== null && (
        <p role="status">
          {say.lookedBack} <LookedBack cursor={shown.cursor} />
        </p>
      )}
      {error !== undefined && (
        <div class="message-trouble">
          <ErrorNotice error={error} onRetry={reload} {...(shown && { title: words.errors.stale })} />
          {error instanceof InvalidCursorError && <a href={placeHref(['messages'], filters)}>{words.common.newest}</a>}
        </div>
      )}
      {shown !== undefined && (
        <Pager
          path={['messages']}
          filters={{ ...filters, ...(cursor && { cursor }) }}
          next={shown.cursor}
          names={{ first: words.common.newest, next: shown.isCut ? say.lookFurther : words.common.older }}
        />
      )}
    </>
  );
};

const Looking = ({ cameTo }: { readonly cameTo: string | undefined }) =>
  cameTo === undefined ? (
    <Loading />
  ) : (
    <p role="status">
      {say.looking} <LookedBack cursor={cameTo} />
    </p>
  );

const LookedBack = ({ cursor }: { readonly cursor: string }) => {
  const at = lookedBackTo(cursor);
  return at === undefined ? null : (
    <>
      {say.backTo} <Time at={at} />
    </>
  );
};

const Nothing = ({ filters, cursor, isCut }: MessageListProps & { readonly isCut: boolean }) => {
  const { may } = useConsole();
  if (isCut) return <Notice kind="info">{say.nothingYet}</Notice>;
  if (cursor !== undefined) return <Notice kind="info">{say.nothingOlder}</Notice>;
  return isFiltered(filters) ? (
    <Notice kind="info" title={say.nothingFound}>
      <a href={placeHref(['messages'])}>{say.clear}</a>
    </Notice>
  ) : (
    <Notice kind="info" title={say.none}>
      <p>{say.howToSend}</p>
      {may('messages:send') && <a href={placeHref(['send'])}>{say.sendOne}</a>}
    </Notice>
  );
};
