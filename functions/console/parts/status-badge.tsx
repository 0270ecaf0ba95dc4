import type { Status } from '../../client/index.ts';
import { words } from '../words.ts';

/** A status by its colour and its name. */
export const StatusBadge = ({ status }: { readonly status: Status }) => (
  <span class={`badge ${status}`} title={words.statuses[status][1]}>
    {words.statuses[status][0]}
  </span>
);
