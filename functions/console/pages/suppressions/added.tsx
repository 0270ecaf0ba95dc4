import type { ComponentChildren } from 'preact';
import type { SuppressReply } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Notice } from '../../parts/notice.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';

const { add } = words.suppressions;

/** The most messages that are listed. */
const most = 10;

/** What became of a number that was added to the list, and of its messages. */
export const Added = ({
  reply: { suppression, canceled, notCanceled, complete },
}: {
  readonly reply: SuppressReply;
}) => (
  <Notice kind={complete ? 'success' : 'warning'} title={spacedNumber(suppression.number)}>
    <p>{add.done}</p>
    {canceled.length > 0 && (
      <>
        <p>{add.canceled(words.count.messages(canceled.length))}</p>
        <Messages count={canceled.length}>
          {canceled.slice(0, most).map((id) => (
            <li key={id}>
              <MessageLink id={id} />
            </li>
          ))}
        </Messages>
      </>
    )}
    {notCanceled.length > 0 && (
      <>
        <p>{add.notCanceled(words.count.messages(notCanceled.length))}</p>
        <Messages count={notCanceled.length}>
          {notCanceled.slice(0, most).map(({ id, status }) => (
            <li key={id}>
              <MessageLink id={id} /> <StatusBadge status={status} />
            </li>
          ))}
        </Messages>
      </>
    )}
    {!complete && <p>{add.incomplete}</p>}
  </Notice>
);

const MessageLink = ({ id }: { readonly id: string }) =>
  useConsole().may('messages:read') ? (
    <a class="mono" href={placeHref(['messages', id])}>
      {id}
    </a>
  ) : (
    <span class="mono">{id}</span>
  );

const Messages = ({ count, children }: { readonly count: number; readonly children: ComponentChildren }) => (
  <ul>
    {children}
    {count > most && <li>{add.others(count - most)}</li>}
  </ul>
);
