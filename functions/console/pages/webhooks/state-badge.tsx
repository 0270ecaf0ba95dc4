import type { Webhook } from '../../../client/index.ts';
import { Time } from '../../parts/time.tsx';
import { words } from '../../words.ts';
import { stateOf } from './state.ts';

export const StateBadge = ({ webhook }: { readonly webhook: Webhook }) => {
  const { badge, name, since } = stateOf(webhook);
  return (
    <span class="row">
      <span class={`badge ${badge}`}>{name}</span>
      {since && (
        <span class="small">
          {words.webhooks.since} <Time at={since} />
        </span>
      )}
    </span>
  );
};
