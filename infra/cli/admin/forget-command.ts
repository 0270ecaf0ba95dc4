import { isE164, normalizeNumber } from '../../../functions/messages/numbers.ts';
import { UsageError } from '../errors.ts';
import type { Commands } from './command.ts';
import type { ForgetInTablesReport } from './forget.ts';
import { anyRegion, checkRegion } from './region.ts';
import { showAccount } from './show-account.ts';

export const forgetCommand: Commands = {
  forget: {
    summary:
      "blank the text, the recipient and the metadata of a number's messages, in all accounts or in one; it may be repeated, and tells of what it cannot blank",
    takesId: true,
    idName: 'NUMBER',
    required: {},
    optional: { account: 'ACCOUNT', region: 'CH' },
    run: async (store, { id: text, options: { account: only, region } }) => {
      const accounts = only === undefined ? await store.listAccounts() : [await showAccount(store, only)];
      const number = readNumber(text, region ?? (only === undefined ? undefined : accounts[0]?.region));
      const rows: object[] = [];
      for (const { id } of accounts) {
        const report = await store.forget(id, number);
        if (only !== undefined || hasFound(report)) rows.push({ account: id, ...report });
      }
      return rows;
    },
    remark:
      '"waiting" are messages that are still to be handed over: cancel them, or wait, then repeat this. "scheduled" are\n' +
      'forgotten here, but the gateway sends them: cancel them by their ids if it shall not. References and suppression\n' +
      'entries stay. Not reached: first records of requests that were cut off before all of their messages were recorded,\n' +
      'where they are to another number; the archive of events (archiveDays), backups (35 days), the stream (a day), logs\n' +
      '(numbers masked), requests and dead letters in queues (14 days), the gateway, and whatever your rules have delivered.',
  },
};

const hasFound = ({ forgotten, waiting, unreadable }: ForgetInTablesReport): boolean =>
  forgotten + waiting.length + unreadable.length > 0;

/** @throws UsageError */
const readNumber = (text: string, region: string | undefined): string => {
  if (isE164(text)) return text;
  checkRegion(region);
  const isInternational = text.trim().startsWith('+');
  if (region === undefined && !isInternational)
    throw new UsageError(
      'Give the number in international form, or say where it is to be read: --region CH, or the --account that has a region.',
    );
  const number = normalizeNumber(text, region ?? anyRegion);
  if (number === undefined) throw new UsageError('This is not a phone number. Give it as E.164: +41791234567.');
  return number;
};
