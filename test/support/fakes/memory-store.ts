import { InvalidCursorError, StoreUnavailableError } from '../../../functions/messages/errors.ts';
import type { Message } from '../../../functions/messages/message.ts';
import type {
  Change,
  ChangeOutcome,
  InsertOutcome,
  MessageList,
  MessageStore,
} from '../../../functions/messages/ports.ts';

type Operation = 'insert' | 'apply' | 'find' | 'list';

interface Hooks {
  /** Runs before an operation reads the record, for example to delay it or to change the record meanwhile. */
  before?: (operation: Operation, messages: readonly Message[]) => Promise<void> | void;
  /** Whether a write of this message is not carried out. It ends with `unavailable`, an insert with `unknown`. */
  isUnavailable?: (operation: 'insert' | 'apply', message: Message) => boolean;
  /** Whether a write of this message is carried out, but its answer is lost. It ends with `unavailable` as well. */
  isLost?: (operation: 'insert' | 'apply', message: Message) => boolean;
  /**
   * Whether a write of this message is carried out only when the test calls `arrive`. It ends with `unavailable` as
   * well.
   */
  isLate?: (operation: 'insert' | 'apply', message: Message, arrive: () => void) => boolean;
  /** Whether reads fail with StoreUnavailableError. */
  cannotRead?: boolean;
}

export interface MemoryStore extends MessageStore, MessageList {
  readonly records: Map<string, Message>;
  /** Calls back with each record that is written from now on, and with the one that it replaces. */
  readonly watch: (onWrite: OnWrite) => void;
  /** Every state each record has had, in order. */
  readonly history: Message[];
  readonly hooks: Hooks;
  /** What each account may still spend. An account without an entry has no credits. */
  readonly credits: Map<string, number>;
  readonly creditsLeft: (account: string) => Promise<number>;
  /** Counts of writes that were carried out. */
  readonly writes: { inserts: number; updates: number };
}

type OnWrite = (after: Message, before: Message | undefined) => void;

/** A map that reports what is written to it. */
class WatchedRecords extends Map<string, Message> {
  readonly onWrite: OnWrite[] = [];

  override set(id: string, message: Message): this {
    const before = this.get(id);
    super.set(id, message);
    for (const tell of this.onWrite) tell(message, before);
    return this;
  }
}

/** The record of messages in memory. It behaves as the port promises. */
export const memoryStore = (initial: readonly Message[] = [], hooks: Hooks = {}): MemoryStore => {
  const records = new WatchedRecords();
  for (const message of initial) records.set(message.id, message);
  const history: Message[] = [...initial];
  const credits = new Map<string, number>();
  const writes = { inserts: 0, updates: 0 };

  /** The difference in charge between two states of a message. */
  const settle = (account: string, amount: number) => credits.set(account, (credits.get(account) ?? 0) - amount);

  const put = (message: Message) => {
    records.set(message.id, message);
    history.push(message);
  };

  const insertOne = (message: Message): InsertOutcome => {
    if (hooks.isUnavailable?.('insert', message)) return 'unknown';
    if (hooks.isLate?.('insert', message, () => takeInsert(message))) return 'unknown';
    const outcome = takeInsert(message);
    return hooks.isLost?.('insert', message) ? 'unknown' : outcome;
  };

  const takeInsert = (message: Message): InsertOutcome => {
    const record = records.get(message.id);
    if (record !== undefined) return isSameWrite(record, message) ? 'added' : 'exists';
    const { account, charge = 0 } = message;
    if (charge > (credits.get(account) ?? 0)) return 'no_credit';
    settle(account, charge);
    put(message);
    writes.inserts += 1;
    return 'added';
  };

  const applyOne = ({ before, after }: Change): ChangeOutcome => {
    if (hooks.isUnavailable?.('apply', after)) return 'unavailable';
    if (hooks.isLate?.('apply', after, () => takeChange({ before, after }))) return 'unavailable';
    const outcome = takeChange({ before, after });
    return hooks.isLost?.('apply', after) ? 'unavailable' : outcome;
  };

  const takeChange = ({ before, after }: Change): ChangeOutcome => {
    const record = records.get(before.id);
    if (record?.version !== before.version) return record && isSameWrite(record, after) ? 'applied' : 'stale';
    settle(before.account, (after.charge ?? 0) - (before.charge ?? 0));
    put(after);
    writes.updates += 1;
    return 'applied';
  };

  const failRead = () => {
    if (hooks.cannotRead) throw new StoreUnavailableError('The store could not be read.');
  };

  return {
    records,
    watch: (onWrite) => records.onWrite.push(onWrite),
    history,
    hooks,
    credits,
    creditsLeft: async (account) => credits.get(account) ?? 0,
    writes,
    insert: async (messages) => {
      await hooks.before?.('insert', messages);
      return messages.map(insertOne);
    },
    apply: async (changes) => {
      await hooks.before?.(
        'apply',
        changes.map(({ after }) => after),
      );
      return changes.map(applyOne);
    },
    find: async (ids) => {
      await hooks.before?.('find', []);
      failRead();
      return new Map(ids.flatMap((id) => [records.get(id)].filter((message) => message !== undefined)).map(byId));
    },
    list: async (query) => {
      await hooks.before?.('list', []);
      failRead();
      const matching = [...records.values()]
        .filter(({ account }) => account === query.account)
        .filter(({ status }) => query.status === undefined || status === query.status)
        .filter(({ to }) => query.to === undefined || to === query.to)
        .filter(({ reference }) => query.reference === undefined || reference === query.reference)
        .filter(({ createdAt }) => query.from === undefined || createdAt >= query.from)
        .filter(({ createdAt }) => query.until === undefined || createdAt < query.until)
        .sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
      const { cursor, limit } = query;
      if (cursor?.includes('#') === false)
        throw new InvalidCursorError('The cursor is not valid. Pass it on as the page before gave it.');
      // The message that the cursor names may no longer be in the list.
      const rest = matching.filter((message) => cursor === undefined || keyOf(message) < cursor);
      const messages = rest.slice(0, limit);
      const last = messages.at(-1);
      return { messages, ...(last && rest.length > limit && { cursor: keyOf(last) }) };
    },
    cursorAfter: keyOf,
  };
};

const byId = (message: Message) => [message.id, message] as const;

const keyOf = ({ createdAt, id }: Message) => `${createdAt}#${id}`;

/** By this a repeated write is recognised as the caller's own. */
export const isSameWrite = (record: Message, intended: Message) =>
  record.attempt === intended.attempt &&
  record.version === intended.version &&
  record.status === intended.status &&
  record.updatedAt === intended.updatedAt;
