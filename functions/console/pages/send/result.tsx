import { useEffect, useRef, useState } from 'preact/hooks';
import type { Message, SendReply } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { Button } from '../../parts/button.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';

interface ResultProps {
  readonly reply: SendReply;
  readonly onAnother: () => void;
}

/** Further ones are shown after a click. */
const shownAtFirst = 50;

/** What became of each recipient. */
export const Result = ({ reply: { messages, rejected }, onAnother }: ResultProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const [isWhole, setWhole] = useState(false);
  useEffect(() => heading.current?.focus(), []);
  const shown = isWhole ? messages.length : shownAtFirst;
  return (
    <section class="card">
      <h2 ref={heading} tabIndex={-1}>
        {words.send.recorded(messages.length)}
      </h2>
      <p>{words.send.recordedHelp(messages.length)}</p>
      <ul class="send-results">
        {messages.slice(0, shown).map((message) => (
          <MessageRow key={message.id} message={message} />
        ))}
      </ul>
      {messages.length > shown && (
        <Button kind="quiet" onClick={() => setWhole(true)}>
          {words.send.showAll(messages.length)}
        </Button>
      )}
      {rejected.length > 0 && (
        <>
          <h3>{words.send.rejected(rejected.length)}</h3>
          <ul class="send-results">
            {rejected.map(({ index, to, detail }) => (
              <li key={index}>
                <bdi>{to}</bdi>
                <span class="small">{detail}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <div class="actions">
        <Button kind="primary" onClick={onAnother}>
          {words.send.another}
        </Button>
      </div>
    </section>
  );
};

const MessageRow = ({ message: { id, to, status, reason } }: { readonly message: Message }) => {
  const { may } = useConsole();
  const number = <bdi class="number">{spacedNumber(to)}</bdi>;
  const isTold = status === 'failed' || status === 'indeterminate' || status === 'expired';
  return (
    <li>
      {may('messages:read') ? <a href={placeHref(['messages', id])}>{number}</a> : number}
      <StatusBadge status={status} />
      {isTold && <span class="small">{reason?.text ?? words.statuses[status][1]}</span>}
    </li>
  );
};
