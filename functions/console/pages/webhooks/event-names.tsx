import type { WebhookEventFilter } from '../../../client/index.ts';
import { nameOf } from './events.ts';

export const EventNames = ({ events }: { readonly events: readonly WebhookEventFilter[] }) => (
  <ul class="events">
    {events.map((event) => (
      <li key={event} title={event}>
        {nameOf(event)}
      </li>
    ))}
  </ul>
);
