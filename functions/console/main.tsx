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

// Whoever goes back to this page from another gets it as it was left: perhaps signed in, though nobody is any more.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  if (root) render(null, root);
  location.reload();
});
