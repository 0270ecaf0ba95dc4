import { randomUUID } from 'node:crypto';
import type { CreditStore } from '../../functions/accounts/credits.ts';
import type { Commands } from './command.ts';
import { CommandError } from './errors.ts';

export const creditCommands: Commands = {
  'credits show': {
    summary: "an account's credits: one is a segment to a recipient",
    takesId: true,
    required: {},
    optional: {},
    run: ({ credits }, { id }) => balanceOf(credits, id),
  },
  'credits add': {
    summary:
      'add credits, or take them off (--amount=-50); the account is charged for messages from\n      within a minute of its first credits on',
    takesId: true,
    required: { amount: 'CREDITS', note: 'WHY' },
    optional: {},
    run: async ({ credits }, { id, options: { amount = '', note = '' } }) => {
      await credits.add(id, wholeNumber(amount), { id: randomUUID(), note, now: new Date() });
      return balanceOf(credits, id);
    },
  },
  'credits overdraft': {
    summary: 'set how far below zero the credits may go',
    takesId: true,
    required: { limit: 'CREDITS' },
    optional: {},
    run: async ({ credits }, { id, options: { limit = '' } }) => {
      const wanted = wholeNumber(limit);
      if (wanted < 0) throw new CommandError('An overdraft is zero or more.');
      const { overdraft } = await balanceOf(credits, id);
      if (!(await credits.setOverdraft(id, overdraft, wanted))) {
        throw new CommandError('The overdraft has been changed meanwhile. Look at it, and try again.');
      }
      return balanceOf(credits, id);
    },
  },
};

const balanceOf = async (credits: CreditStore, account: string) => {
  const balance = await credits.read(account);
  if (balance === undefined) throw new CommandError(`The account ${account} has no credits: see "credits add".`);
  return { account, ...balance };
};

const wholeNumber = (text: string): number => {
  const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new CommandError(`Not a whole number: ${text}.`);
};
