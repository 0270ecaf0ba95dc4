import { render } from 'preact';
import { App } from './shell/app.tsx';
import { FaultGuard } from './shell/fault-guard.tsx';

const root = document.getElementById('console');
const app = (
  <FaultGuard>
    <App />
  </FaultGuard>
);
if (root) render(app, root);

// The Back button may restore the page as it was left, perhaps signed in although the session has ended. So it reloads.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  if (root) render(null, root);
  location.reload();
});
