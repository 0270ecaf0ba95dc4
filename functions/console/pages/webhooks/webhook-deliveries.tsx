import { useState } from 'preact/hooks';
import type { Webhook } from '../../../client/index.ts';
import { type Place, placeHref } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { Button } from '../../parts/button.tsx';
import { Pager } from '../../parts/pager.tsx';
import { every } from '../../polling.ts';
import { words } from '../../words.ts';
import { Deliveries } from './deliveries.tsx';
import { deliveryStatuses, isDeliveryStatus } from './delivery-status.ts';
import { RedeliverFailed } from './redeliver-failed.tsx';

interface WebhookDeliveriesProps {
  readonly webhook: Webhook;
  readonly filters: Place['filters'];
}

/** The deliveries of a webhook in the last 30 days. */
export const WebhookDeliveries = ({ webhook: { id, enabled, failingSince }, filters }: WebhookDeliveriesProps) => {
  const { textgate, may } = useConsole();
  const { status: given, cursor } = filters;
  const status = isDeliveryStatus(given) ? given : undefined;
  const load = (signal: AbortSignal) => textgate.webhooks.deliveries(id, { status, cursor }, { signal }).page();
  const deliveries = usePolled(load, every.live, [id, status, cursor]);
  const { value, reload } = deliveries;
  const [isAsking, setAsking] = useState(false);
  const path = ['webhooks', id];
  // The API does not redeliver to a disabled webhook.
  const mayRedeliver = may('webhooks:write') && enabled;
  const haveFailed = usePolled(
    async (signal) => {
      if (!mayRedeliver) return false;
      const failed = await textgate.webhooks.deliveries(id, { status: 'failed', limit: 1 }, { signal }).page();
      return failed.items.length > 0 || failed.cursor !== null;
    },
    mayRedeliver ? every.rare : undefined,
    [id, mayRedeliver],
  );
  const redeliver = async (delivery: { readonly id: string }) => {
    await textgate.webhooks.redeliver(id, delivery.id);
    reload();
  };
  return (
    <section class="card" aria-label={words.deliveries.title}>
      <div class="page-head">
        <h2>{words.deliveries.title}</h2>
        {mayRedeliver && haveFailed.value && (
          <Button onClick={() => setAsking(true)}>{words.redeliverFailed.open}</Button>
        )}
      </div>
      <nav class="row" aria-label={words.deliveries.filter}>
        {[undefined, ...deliveryStatuses].map((one) => (
          <a
            key={one}
            class="chip"
            href={placeHref(path, { status: one })}
            aria-current={one === status ? 'true' : undefined}
          >
            {one ? words.deliveries.statuses[one] : words.deliveries.all}
          </a>
        ))}
      </nav>
      <Awaited of={deliveries} />
      {value?.items.length === 0 && (
        <p class="small">{value.cursor ? words.deliveries.noneHere : words.deliveries.none}</p>
      )}
      {value && value.items.length > 0 && (
        <Deliveries deliveries={value.items} of="webhook" onRedeliver={mayRedeliver ? redeliver : undefined} />
      )}
      <Pager path={path} filters={filters} next={value?.cursor} />
      {isAsking && (
        <RedeliverFailed webhookId={id} failingSince={failingSince} onDone={reload} onClose={() => setAsking(false)} />
      )}
    </section>
  );
};
