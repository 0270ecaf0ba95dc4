import { randomUUID } from 'node:crypto';
import { type CreditStore, mostCredits } from '../../../functions/accounts/credits.ts';
import { lineProblem } from '../../../functions/accounts/line.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { Commands } from './command.ts';
import { readWholeNumber } from './whole-number.ts';

const amounts = {
  least: Number.MIN_SAFE_INTEGER,
  most: mostCredits,
  rule: `An amount is at most ${mostCredits}; a negative one takes credits off.`,
};
const overdrafts = { least: 0, most: mostCredits, rule: `An overdraft is a number from 0 to ${mostCredits}.` };
const thresholds = { least: 0, most: mostCredits, rule: `A threshold is a number from 0 to ${mostCredits}.` };

export const creditCommands: Commands = {
  'credits show': {
    description: "Shows an account's credits. One credit pays for one segment to one recipient.",
    takesId: true,
    required: {},
    optional: {},
    run: ({ credits }, { id }) => balanceOf(credits, id),
  },
  'credits add': {
    description:
      'Adds credits, or takes them off (--amount=-50). An account is charged for its messages from its first credits on, within ' +
      'a minute.',
    takesId: true,
    required: { amount: 'CREDITS', note: 'WHY' },
    optional: {},
    run: async ({ credits }, { id, options: { amount = '', note = '' } }) => {
      const wanted = readWholeNumber(amount, amounts);
      const problem = wanted === 0 ? 'An amount of 0 would change nothing.' : lineProblem('The note', note);
      if (problem !== undefined) throw new UsageError(problem);
      await credits.add(id, wanted, { id: randomUUID(), note, now: new Date() });
      return balanceOf(credits, id);
    },
  },
  'credits overdraft': {
    description: 'Sets how far below zero the credits may go.',
    takesId: true,
    required: { limit: 'CREDITS' },
    optional: {},
    run: async ({ credits }, { id, options: { limit = '' } }) => {
      const wanted = readWholeNumber(limit, overdrafts);
      const { overdraft } = await balanceOf(credits, id);
      if (!(await credits.setOverdraft(id, overdraft, wanted))) {
        throw new CommandError('Somebody else has just changed the overdraft. Look at it, and try again.');
      }
      return balanceOf(credits, id);
    },
  },
  'credits threshold': {
    description:
      'Publishes an event when the credits fall below a number: once, until more are added. `none` turns this off.',
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
  if (balance === undefined)
    throw new CommandError(
      `The account ${account} is not metered. To meter it, give it credits: see \`textgate admin credits add --help\`.`,
    );
  return { account, ...balance };
};
