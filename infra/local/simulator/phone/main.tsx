import { render } from 'preact';
import { App } from './app.tsx';

const root = document.getElementById('phones');
if (root) render(<App />, root);
