import type { PageProps } from '../../pages.tsx';
import { words } from '../../words.ts';

export const SuppressionsPage = (_: PageProps) => <h1>{words.pages.suppressions}</h1>;
