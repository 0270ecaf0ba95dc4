import { readFile } from 'node:fs/promises';
import type { Suppression, SuppressionList } from '../../../functions/messages/ports.ts';
import type { Commands } from './command.ts';
import { checkRegion } from './region.ts';
import { showAccount } from './show-account.ts';
import { addEntries, readEntries } from './suppression-import.ts';

export const suppressionCommands: Commands = {
  'suppression import': {
    description:
      "Adds the numbers of a file to an account's suppression list: one number on each line, with an optional reason after a comma. " +
      'Lines that cannot be read are listed, and the others are added. It may be repeated.',
    takesId: false,
    required: { account: 'ACCOUNT', file: 'FILE|-' },
    optional: { region: 'CH' },
    run: async (store, { options: { account = '', file = '', region } }, input) => {
      checkRegion(region);
      const { id, region: own } = await showAccount(store, account);
      const text = file === '-' ? await input() : await readFile(file, 'utf8');
      const { entries, badLines } = readEntries(text, region ?? own);
      await addEntries(store.suppressions, id, entries, new Date());
      return { account: id, suppressed: entries.length, badLines };
    },
    remark:
      'Messages to these numbers that wait in textgate are cancelled when they are due. The upstream gateway still sends those\n' +
      'that are scheduled there: to cancel them as well, use `textgate suppressions add` with a key of the account.',
  },
  'suppression list': {
    description: "Lists an account's suppressed numbers, in the order of the numbers.",
    takesId: false,
    required: { account: 'ACCOUNT' },
    optional: {},
    run: async (store, { options: { account = '' } }) => {
      const { id } = await showAccount(store, account);
      return allOf(store.suppressions, id);
    },
  },
};

const perPage = 500;

const allOf = async (list: SuppressionList, account: string): Promise<readonly Suppression[]> => {
  const all: Suppression[] = [];
  let cursor: string | undefined;
  do {
    const page = await list.page(account, perPage, cursor);
    all.push(...page.suppressions);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
};
