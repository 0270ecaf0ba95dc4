import { words } from '../words.ts';

/** Shows after a moment, so that fast answers do not flicker. */
export const Loading = () => (
  <p class="loading" role="status">
    {words.common.loading}
  </p>
);
