import { useRef } from 'preact/hooks';
import { type Message, NotFoundError } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { Copy } from '../../parts/copy.tsx';
import { Notice } from '../../parts/notice.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { every } from '../../polling.ts';
import { words } from '../../words.ts';
import { Actions } from './actions.tsx';
import { Bubble } from './bubble.tsx';
import { Facts } from './facts.tsx';
import { lastList } from './last-list.ts';
import { MessageDeliveries } from './message-deliveries.tsx';
import { Recipient } from './recipient.tsx';
import { StatusCard } from './status-card.tsx';
import { isSettled } from './story.ts';
import { Timeline } from './timeline.tsx';

const { messages: say } = words;

export const MessagePage = ({ id }: { readonly id: string }) => {
  const { textgate } = useConsole();
  const isOver = useRef(false);
  const polled = usePolled(
    async (signal) => {
      const message = await textgate.messages.get(id, { signal, maxRetries: 0 });
      isOver.current = isSettled(message);
      return message;
    },
    isOver.current ? every.rare : every.live,
    [textgate, id],
  );
  const { value, error, reload } = polled;

  return (
    <>
      <a class="back" href={lastList(textgate)}>
        {say.all}
      </a>
      {value !== undefined && <Story message={value} reload={reload} />}
      {error instanceof NotFoundError ? (
        <>
          <h1>{words.pages.messages}</h1>
          <Notice kind="warning" title={say.notFound}>
            <p>
              <code>{id}</code>
            </p>
            <p>{say.notFoundWhy}</p>
          </Notice>
        </>
      ) : (
        <Awaited of={polled} />
      )}
    </>
  );
};

interface StoryProps {
  readonly message: Message;
  readonly reload: () => void;
}

const Story = ({ message, reload }: StoryProps) => {
  const { may } = useConsole();
  return (
    <>
      <div class="page-head">
        <h1>
          <span class="message-to">{say.messageTo}</span> <Recipient to={message.to} />
        </h1>
        <div class="row">
          <StatusBadge status={message.status} />
          <Copy text={location.href} label={say.copyLink} />
        </div>
      </div>
      <div class="message-story">
        <div class="stack">
          <StatusCard message={message} />
          <Actions message={message} reload={reload} />
          <Bubble message={message} />
          <Timeline message={message} />
        </div>
        <div class="stack">
          <Facts message={message} />
          {may('webhooks:read') && <MessageDeliveries message={message} />}
        </div>
      </div>
    </>
  );
};
