import { words } from '../../words.ts';
import type { Kind } from './figures.ts';

export const kindName = (kind: Kind): string => (kind === 'open' ? words.overview.open : words.statuses[kind][0]);
