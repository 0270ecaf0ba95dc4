import type { CreditStore } from '../../../functions/accounts/credits.ts';
import type { AccountStore, LoginStore } from '../../../functions/accounts/ports.ts';
import type { SuppressionList } from '../../../functions/messages/ports.ts';
import type { Settle } from '../../../functions/messages/settle.ts';
import type { ManageWebhooks } from '../../../functions/webhooks/manage.ts';
import type { DeliveryList } from '../../../functions/webhooks/ports.ts';
import type { Redeliver } from '../../../functions/webhooks/redeliver.ts';
import type { SendTest } from '../../../functions/webhooks/send-test.ts';
import type { ForgetInTables } from './forget.ts';
import type { IndexFailures } from './index-failures.ts';
import type { Restore } from './restore.ts';

/** All that an administrator may read and change. */
export interface AdminStore extends AccountStore, LoginStore {
  readonly credits: CreditStore;
  readonly suppressions: SuppressionList;
  readonly settle: Settle;
  readonly restore: Restore;
  readonly indexFailures: IndexFailures;
  readonly forget: ForgetInTables;
  /** @throws CommandError if the deployed version has no webhooks */
  readonly webhooks: () => AdminWebhooks;
}

export interface AdminWebhooks {
  readonly manage: ManageWebhooks;
  readonly deliveries: DeliveryList;
  readonly redeliver: Redeliver;
  /** Posts from this machine, not from AWS. */
  readonly sendTest: SendTest;
}

/** What was typed after the words of a command. */
export interface Arguments {
  /** Empty if the command takes none. */
  readonly id: string;
  readonly options: Readonly<Record<string, string | undefined>>;
  readonly flags: ReadonlySet<string>;
}

export interface Command {
  /** Sentences. The list of commands only shows the first. */
  readonly description: string;
  readonly takesId: boolean;
  /** Its name in the help, if it is not an id. */
  readonly idName?: string;
  /** Options by name, each with the placeholder of its value in the help. */
  readonly required: Readonly<Record<string, string>>;
  readonly optional: Readonly<Record<string, string>>;
  /** Options without a value. */
  readonly flags?: readonly string[];
  /** Told on standard error after the result. */
  readonly remark?: string;
  /** @returns what to print: an object or a list of objects. @param input reads standard input to its end */
  run(store: AdminStore, given: Arguments, input: () => Promise<string>): Promise<object>;
}

/** Commands by their words. */
export type Commands = Readonly<Record<string, Command>>;
