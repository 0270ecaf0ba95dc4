import { words } from '../words.ts';

/** In place of what is not there yet. It shows after a moment: what comes at once does not flicker. */
export const Loading = () => (
  <p class="loading" role="status">
    {words.common.loading}
  </p>
);
