import { settledStatuses } from '../../../functions/messages/settle.ts';
import { UsageError } from '../errors.ts';
import type { Commands } from './command.ts';

export const settleCommand: Commands = {
  settle: {
    summary:
      'end a message whose outcome is unknown ("indeterminate"), once you have found out what became of it; one that failed gives its credits back, and is not sent again',
    takesId: true,
    required: { as: settledStatuses.join('|') },
    optional: {},
    run: async ({ settle }, { id, options: { as } }) => {
      const status = settledStatuses.find((known) => known === as);
      if (status === undefined) throw new UsageError(`Settle it as one of: ${settledStatuses.join(', ')}.`);
      // Neither the text nor the number: they are nothing to the administrator's terminal.
      const { account, status: settled, updatedAt } = await settle(id, status);
      return { id, account, status: settled, updatedAt };
    },
  },
};
