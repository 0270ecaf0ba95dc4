import { UsageError } from '../errors.ts';
import type { Commands } from './command.ts';
import { restorableTables } from './restore.ts';

export const restoreCommand: Commands = {
  restore: {
    summary:
      'put the records of a table that was restored from a backup, under a new name, back where there are none; none is overwritten, and no message is sent',
    takesId: false,
    required: { from: 'TABLE' },
    optional: { table: restorableTables.join('|') },
    run: async ({ restore }, { options: { from = '', table: wanted = 'messages' } }) => {
      const table = restorableTables.find((known) => known === wanted);
      if (table === undefined) throw new UsageError(`Restore one of: ${restorableTables.join(', ')}.`);
      return { from, table, ...(await restore(from, table)) };
    },
  },
};
