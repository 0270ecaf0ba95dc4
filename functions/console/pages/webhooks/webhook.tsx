import { NotFoundError, type Webhook } from '../../../client/index.ts';
import type { Place } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { Copy } from '../../parts/copy.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { every } from '../../polling.ts';
import { words } from '../../words.ts';
import { Deeds } from './deeds.tsx';
import { EventNames } from './event-names.tsx';
import { stateOf } from './state.ts';
import { StateBadge } from './state-badge.tsx';
import { WebhookDeliveries } from './webhook-deliveries.tsx';

interface WebhookViewProps {
  readonly id: string;
  readonly filters: Place['filters'];
}

export const WebhookView = ({ id, filters }: WebhookViewProps) => {
  const { textgate, may } = useConsole();
  const polled = usePolled((signal) => textgate.webhooks.get(id, { signal }), every.slow, [id]);
  const { value: webhook, error, reload } = polled;
  if (error instanceof NotFoundError) {
    return (
      <>
        <h1>{words.pages.webhooks}</h1>
        <Notice kind="warning">{words.webhooks.notFound}</Notice>
      </>
    );
  }
  return (
    <>
      <h1>
        <bdi>{webhook?.url ?? words.pages.webhooks}</bdi>
      </h1>
      <Awaited of={polled} />
      {webhook && (
        <div class="webhook">
          <section class="card" aria-label={words.webhooks.facts}>
            <FactList webhook={webhook} />
            {may('webhooks:write') && <Deeds webhook={webhook} onChanged={reload} />}
          </section>
          <WebhookDeliveries webhook={webhook} filters={filters} />
        </div>
      )}
    </>
  );
};

const FactList = ({ webhook }: { readonly webhook: Webhook }) => {
  const { meaning } = stateOf(webhook);
  return (
    <dl class="facts">
      <dt>{words.webhooks.state}</dt>
      <dd>
        <StateBadge webhook={webhook} />
        {meaning && <p class="small">{meaning}</p>}
      </dd>
      {webhook.description && (
        <>
          <dt>{words.webhooks.description}</dt>
          <dd dir="auto">{webhook.description}</dd>
        </>
      )}
      <dt>{words.webhooks.events}</dt>
      <dd>
        <EventNames events={webhook.events} />
      </dd>
      <dt>{words.webhooks.added}</dt>
      <dd>
        <Time at={webhook.createdAt} />
      </dd>
      <dt>{words.webhooks.id}</dt>
      <dd>
        <code>{webhook.id}</code> <Copy text={webhook.id} />
      </dd>
    </dl>
  );
};
