import type { Delivery } from '../../../client/index.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Loading } from '../../parts/loading.tsx';
import { ErrorNotice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { words } from '../../words.ts';

const { messages: say } = words;

/** What webhooks were told of the message. */
export const MessageDeliveries = ({ id }: { readonly id: string }) => {
  const { textgate } = useConsole();
  const { value, error, reload } = usePolled(
    (signal) => textgate.messages.deliveries(id, { limit: 50 }, { signal }).page(),
    10_000,
    [textgate, id],
  );
  return (
    <section class="card" aria-label={say.deliveries}>
      <h2>{say.deliveries}</h2>
      {value === undefined && error === undefined && <Loading />}
      {value?.items.length === 0 && <p class="small">{say.noDeliveries}</p>}
      <ul class="stack">
        {value?.items.map((delivery) => (
          <li key={delivery.id + delivery.webhook}>
            <OneDelivery delivery={delivery} />
          </li>
        ))}
      </ul>
      <ErrorNotice error={error} onRetry={reload} />
    </section>
  );
};

const OneDelivery = ({ delivery: { type, status, createdAt } }: { readonly delivery: Delivery }) => (
  <>
    <code>{type}</code> {status} <Time at={createdAt} />
  </>
);
