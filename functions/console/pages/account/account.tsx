import type { PageProps } from '../../pages.tsx';
import { words } from '../../words.ts';

export const AccountPage = (_: PageProps) => <h1>{words.pages.account}</h1>;
