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
