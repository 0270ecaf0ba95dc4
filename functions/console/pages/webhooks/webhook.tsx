import { NotFoundError, type Webhook } from '../../../client/index.ts';
import type { Place } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { Copy } from '../../parts/copy.tsx';
import { Fact } from '../../parts/fact.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { every } from '../../polling.ts';
import { words } from '../../words.ts';
import { Deeds } from './deeds.tsx';
import { EventNames } from './event-names.tsx';
import { stateOf } from './state.ts';
import { StateBadge } from './state-badge.tsx';
import { WebhookDeliveries } from './webhook-deliveries.tsx';

interface WebhookPageProps {
  readonly id: string;
  readonly filters: Place['filters'];
}

export const WebhookPage = ({ id, filters }: WebhookPageProps) => {
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
            <Facts webhook={webhook} />
            {may('webhooks:write') && <Deeds webhook={webhook} onChanged={reload} />}
          </section>
          <WebhookDeliveries webhook={webhook} filters={filters} />
        </div>
      )}
    </>
  );
};

const Facts = ({ webhook }: { readonly webhook: Webhook }) => {
  const { meaning } = stateOf(webhook);
  return (
    <dl class="facts">
      <Fact name={words.webhooks.state}>
        <StateBadge webhook={webhook} />
        {meaning && <p class="small">{meaning}</p>}
      </Fact>
      {webhook.description && (
        <Fact name={words.webhooks.description}>
          <bdi>{webhook.description}</bdi>
        </Fact>
      )}
      <Fact name={words.webhooks.events}>
        <EventNames events={webhook.events} />
      </Fact>
      <Fact name={words.webhooks.added}>
        <Time at={webhook.createdAt} />
      </Fact>
      <Fact name={words.webhooks.id}>
        <code>{webhook.id}</code> <Copy text={webhook.id} what={words.webhooks.id} />
      </Fact>
    </dl>
  );
};
