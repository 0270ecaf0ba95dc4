import type { PageProps } from '../../pages.tsx';
import { words } from '../../words.ts';

export const OverviewPage = (_: PageProps) => <h1>{words.pages.overview}</h1>;
