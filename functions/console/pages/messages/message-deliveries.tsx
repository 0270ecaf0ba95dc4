import { useRef } from 'preact/hooks';
import type { Message } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { every } from '../../polling.ts';
import { words } from '../../words.ts';
import { Deliveries } from '../webhooks/deliveries.tsx';
import { isNews } from './story.ts';

const { messages: say } = words;

/** The deliveries of the message's events to webhooks. */
export const MessageDeliveries = ({ message }: { readonly message: Message }) => {
  const { textgate } = useConsole();
  const { id } = message;
  const isPending = useRef(false);
  const deliveries = usePolled(
    async (signal) => {
      const page = await textgate.messages.deliveries(id, { limit: 50 }, { signal }).page();
      isPending.current = page.items.some(({ status }) => status === 'pending');
      return page;
    },
    isPending.current || isNews(message, Date.now()) ? every.live : every.slow,
    [textgate, id],
  );
  const { value } = deliveries;
  return (
    <section class="card" aria-label={say.deliveries}>
      <h2>{say.deliveries}</h2>
      <Awaited of={deliveries} />
      {value?.items.length === 0 && <p class="small">{say.noDeliveries}</p>}
      {value !== undefined && value.items.length > 0 && <Deliveries of="message" deliveries={value.items} />}
    </section>
  );
};
