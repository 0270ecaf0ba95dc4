import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { placeHref } from '../../../../functions/console/address.ts';
import { Button } from '../../../../functions/console/parts/button.tsx';
import { spacedNumber } from '../../../../functions/console/phone-number.ts';
import { Bubble } from './bubble.tsx';
import type { Phone } from './phones.ts';
import { useGateway } from './use-gateway.ts';
import { words } from './words.ts';

interface ConversationProps {
  /** The number of the phone that is shown. */
  readonly to: string | undefined;
  /** `undefined` if it has no messages yet. */
  readonly phone: Phone | undefined;
}

const step = 200;
/** Within this many pixels of the end, the view follows new messages. */
const near = 80;

export const Conversation = ({ to, phone }: ConversationProps) => {
  const { facts, messages: all } = useGateway();
  const [limit, setLimit] = useState(step);
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const title = useRef<HTMLHeadingElement>(null);
  const messages = phone?.messages ?? [];

  useEffect(() => title.current?.focus(), [to]);
  useLayoutEffect(() => {
    if (isAtEnd.current) log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [phone?.messages]);

  if (to === undefined) {
    return (
      <section class="pane conversation none">
        <p class="empty">{words.conversation.choose}</p>
      </section>
    );
  }
  const noteEnd = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: { currentTarget: HTMLElement }) => {
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < near;
  };
  const isOfSeveral = new Set(Array.from(all.values(), ({ account }) => account)).size > 1;
  return (
    <section class="pane conversation" aria-labelledby="phone-number">
      <div class="conversation-head">
        <a class="back" href={placeHref([])}>
          {words.conversation.back}
        </a>
        <h2 id="phone-number" ref={title} tabIndex={-1}>
          {spacedNumber(to)}
        </h2>
        <span class="small">{words.conversation.messages(messages.length)}</span>
        {facts?.consoleUrl && (
          <a class="small" href={`${facts.consoleUrl}${placeHref(['messages'], { to })}`}>
            {words.conversation.inConsole}
          </a>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div class="log" role="log" aria-label={words.conversation.log} tabIndex={0} ref={log} onScroll={noteEnd}>
        {messages.length === 0 && facts !== undefined && <p class="empty">{words.conversation.empty}</p>}
        {messages.length > limit && (
          <Button onClick={() => setLimit(limit + step)}>{words.conversation.earlier}</Button>
        )}
        <ol>
          {messages.slice(-limit).map((message) => (
            <Bubble key={message.id} message={message} isOfSeveral={isOfSeveral} />
          ))}
        </ol>
      </div>
    </section>
  );
};
