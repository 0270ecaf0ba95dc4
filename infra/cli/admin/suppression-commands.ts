import { readFile } from 'node:fs/promises';
import type { Suppression, SuppressionList } from '../../../functions/messages/ports.ts';
import type { Commands } from './command.ts';
import { checkRegion } from './region.ts';
import { showAccount } from './show-account.ts';
import { addEntries, readEntries } from './suppression-import.ts';

export const suppressionCommands: Commands = {
  'suppression import': {
    summary:
      "put the numbers of a file on an account's suppression list: one a line, and after a comma the reason, if any; lines that cannot be taken are told, and do not stop the others; it may be repeated",
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
      'What waits here for these numbers is cancelled when it is due. What the gateway holds for later is sent all the\n' +
      'same: `PUT /v1/suppressions/NUMBER` cancels that, too.',
  },
  'suppression list': {
    summary: "an account's suppression list, by number",
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
