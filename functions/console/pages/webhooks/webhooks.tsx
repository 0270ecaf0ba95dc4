import type { PageProps } from '../../pages.tsx';
import { words } from '../../words.ts';

export const WebhooksPage = (_: PageProps) => <h1>{words.pages.webhooks}</h1>;
