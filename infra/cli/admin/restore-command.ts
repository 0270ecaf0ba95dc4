import { UsageError } from '../errors.ts';
import type { Commands } from './command.ts';
import { restorableTables } from './restore.ts';

export const restoreCommand: Commands = {
  restore: {
    description:
      'Copies records from a table that was restored from a backup, under a new name. It only adds records that are missing: ' +
      'none is overwritten, and no message is sent. It may be repeated.',
    takesId: false,
    required: { from: 'TABLE' },
    optional: { table: restorableTables.join('|') },
    run: async ({ restore }, { options: { from = '', table: wanted = 'messages' } }) => {
      const table = restorableTables.find((known) => known === wanted);
      if (table === undefined)
        throw new UsageError(`Unknown table "${wanted}". --table is one of: ${restorableTables.join(', ')}.`);
      return { from, table, ...(await restore(from, table)) };
    },
  },
};
