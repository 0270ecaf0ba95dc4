import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { toRead } from './customer-key.ts';
import { recordTable } from './record-table.ts';
import type { ServiceFunction } from './service-function.ts';

/**
 * The table of accounts, with their balances, the hashes of their API keys, and the counters of their messages. Only the admin
 * command writes accounts and keys, with its caller's own credentials.
 */
export class AccountTable extends Construct {
  readonly table: Table;
  readonly #settings: Settings;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.#settings = settings;
    this.table = recordTable(this, settings, { key: ['pk', 'sk'] });
  }

  /** Lets a function look up the key it was called with. */
  grantLookup(fn: ServiceFunction): void {
    this.#give(fn, 'dynamodb:GetItem');
  }

  /** Lets a function count failed logins, to slow down anyone who guesses passwords, and note from where logins succeeded. */
  grantCountingFailures(fn: ServiceFunction): void {
    this.#give(fn, 'dynamodb:UpdateItem', ['FAILURES#']);
  }

  /** Lets a function note which calls of a large request have begun (functions/store/calls.ts). */
  grantNotingCalls(fn: ServiceFunction): void {
    this.#give(fn, 'dynamodb:UpdateItem', ['CALL#']);
  }

  /** Lets a function check whether numbers are on an account's suppression list (functions/store/suppressions.ts). */
  grantLookingAtSuppressions(fn: ServiceFunction): void {
    this.#give(fn, 'dynamodb:BatchGetItem', ['SUPPRESSED#']);
  }

  /** Lets a function read and change the suppression lists of accounts. */
  grantKeepingSuppressions(fn: ServiceFunction): void {
    for (const action of ['DeleteItem', 'Query', 'UpdateItem']) this.#give(fn, `dynamodb:${action}`, ['SUPPRESSED#']);
  }

  /** Lets a function read the webhooks of accounts (functions/store/webhooks.ts). */
  grantLookingAtWebhooks(fn: ServiceFunction): void {
    this.#give(fn, 'dynamodb:BatchGetItem', ['WEBHOOKS#']);
  }

  /** Lets a function read and change the webhooks of accounts. */
  grantKeepingWebhooks(fn: ServiceFunction): void {
    this.grantLookingAtWebhooks(fn);
    this.#give(fn, 'dynamodb:PutItem', ['WEBHOOKS#']);
  }

  /**
   * Lets a function charge an account's balance and give credits back, together with the messages, and count messages against
   * the account's limits.
   */
  grantCharging(fn: ServiceFunction): void {
    // Not the items of API keys and logins: they say who may do what.
    this.#give(fn, 'dynamodb:UpdateItem', ['ACCOUNT#']);
  }

  /** Lets a function check whether an account's credits are low, and note that it reported it (functions/store/credit-watch.ts). */
  grantWatchingCredits(fn: ServiceFunction): void {
    for (const action of ['BatchGetItem', 'UpdateItem']) this.#give(fn, `dynamodb:${action}`, ['ACCOUNT#']);
  }

  /** Lets a function add to the counters of accounts' messages (functions/store/statistics.ts). */
  grantCounting(fn: ServiceFunction): void {
    this.#give(fn, 'dynamodb:UpdateItem', ['STATISTICS#']);
  }

  /** Lets a function read the counters of accounts' messages. */
  grantReadingStatistics(fn: ServiceFunction): void {
    this.#give(fn, 'dynamodb:Query', ['STATISTICS#']);
  }

  #give(fn: ServiceFunction, action: string, keys?: readonly string[]): void {
    const statement = { actions: [action], resource: this.table.tableArn, ...(keys && { keys }) };
    fn.give({
      environment: { ACCOUNTS_TABLE: this.table.tableName },
      statements: [statement, ...toRead(this.#settings, 'dynamodb')],
    });
  }
}
