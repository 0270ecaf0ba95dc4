import type { PageProps } from '../../pages.tsx';
import { words } from '../../words.ts';

export const MessagesPage = (_: PageProps) => <h1>{words.pages.messages}</h1>;
