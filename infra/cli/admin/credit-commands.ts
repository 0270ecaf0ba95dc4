import { randomUUID } from 'node:crypto';
import { type CreditStore, mostCredits } from '../../../functions/accounts/credits.ts';
import { lineProblem } from '../../../functions/accounts/line.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { Commands } from './command.ts';
import { readWholeNumber } from './whole-number.ts';

const amounts = {
  least: Number.MIN_SAFE_INTEGER,
  most: mostCredits,
  rule: `An amount is up to ${mostCredits} credits to add, or (with a minus) to take off.`,
};
const overdrafts = { least: 0, most: mostCredits, rule: `An overdraft is zero or more. It is up to ${mostCredits}.` };
const thresholds = { least: 0, most: mostCredits, rule: `A threshold is zero or more. It is up to ${mostCredits}.` };

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
      'add credits, or take them off (--amount=-50); the account is charged for messages from within a minute of its first credits on',
    takesId: true,
    required: { amount: 'CREDITS', note: 'WHY' },
    optional: {},
    run: async ({ credits }, { id, options: { amount = '', note = '' } }) => {
      const wanted = readWholeNumber(amount, amounts);
      const problem = wanted === 0 ? 'An amount of 0 changes nothing.' : lineProblem('The note', note);
      if (problem !== undefined) throw new UsageError(problem);
      await credits.add(id, wanted, { id: randomUUID(), note, now: new Date() });
      return balanceOf(credits, id);
    },
  },
  'credits overdraft': {
    summary: 'set how far below zero the credits may go',
    takesId: true,
    required: { limit: 'CREDITS' },
    optional: {},
    run: async ({ credits }, { id, options: { limit = '' } }) => {
      const wanted = readWholeNumber(limit, overdrafts);
      const { overdraft } = await balanceOf(credits, id);
      if (!(await credits.setOverdraft(id, overdraft, wanted))) {
        throw new CommandError('The overdraft has been changed meanwhile. Look at it, and try again.');
      }
      return balanceOf(credits, id);
    },
  },
  'credits threshold': {
    summary: 'have it told when the credits come below a number: once, until more are added',
    takesId: true,
    required: { below: 'CREDITS|none' },
    optional: {},
    run: async ({ credits }, { id, options: { below = '' } }) => {
      await credits.setThreshold(id, below === 'none' ? below : readWholeNumber(below, thresholds));
      return balanceOf(credits, id);
    },
  },
};

const balanceOf = async (credits: CreditStore, account: string) => {
  const balance = await credits.read(account);
  if (balance === undefined) throw new CommandError(`The account ${account} has no credits: see "credits add".`);
  return { account, ...balance };
};
