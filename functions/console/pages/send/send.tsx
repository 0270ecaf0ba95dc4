import type { PageProps } from '../../page-props.ts';
import { words } from '../../words.ts';

export const SendPage = (_: PageProps) => <h1>{words.pages.send}</h1>;
