import { isE164, normalizeNumber } from '../../../functions/messages/numbers.ts';
import { UsageError } from '../errors.ts';
import type { Commands } from './command.ts';
import type { ForgetInTablesReport } from './forget.ts';
import { anyRegion, checkRegion } from './region.ts';
import { showAccount } from './show-account.ts';

export const forgetCommand: Commands = {
  forget: {
    description:
      'Blanks the text, recipient and metadata of all messages to a number, in all accounts or in one. It lists what it cannot ' +
      'blank. It may be repeated.',
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
      '"waiting" messages are not handed over yet: cancel them, or wait; then repeat this command. "scheduled" messages are\n' +
      'blanked here, but the upstream gateway still sends them: cancel them by their ids if it should not.\n' +
      'References and entries of the suppression list stay. This command does not reach: the event archive (archiveDays),\n' +
      'backups (35 days), the stream (a day), logs (numbers are masked), requests and dead letters in queues (14 days),\n' +
      'the upstream gateway, what your rules have delivered, and, in a request that was cut off before all its messages were\n' +
      'recorded, a copy of it in the record of a message to another number.',
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
      'This is a national number. Give it in international form (+41791234567), add its country (--region CH), or name an --account ' +
        'with a region.',
    );
  const number = normalizeNumber(text, region ?? anyRegion);
  if (number === undefined) throw new UsageError('This is not a phone number. Give it like +41791234567.');
  return number;
};
