import { writeFile } from 'node:fs/promises';
import { clientTypes } from './client-types.ts';

/** `npm run client-types`, after a change of the contract. */
await writeFile(new URL('../../functions/client/types.ts', import.meta.url), clientTypes());
