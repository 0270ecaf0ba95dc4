import { settledStatuses } from '../../../functions/messages/settle.ts';
import { UsageError } from '../errors.ts';
import type { Commands } from './command.ts';

export const settleCommand: Commands = {
  settle: {
    description:
      'Sets the final status of a message whose outcome is unknown ("indeterminate"), once you have found out what became of it. ' +
      'As failed, its credits are given back; it is not sent again.',
    takesId: true,
    required: { as: settledStatuses.join('|') },
    optional: {},
    run: async ({ settle }, { id, options: { as } }) => {
      const status = settledStatuses.find((known) => known === as);
      if (status === undefined) throw new UsageError(`--as is one of: ${settledStatuses.join(', ')}.`);
      // Text and number are none of the administrator's business.
      const { account, status: settled, updatedAt } = await settle(id, status);
      return { id, account, status: settled, updatedAt };
    },
  },
};
