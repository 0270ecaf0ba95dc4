import { withoutCharge } from './charge.ts';
import { StoreUnavailableError } from './errors.ts';
import type { HandOverMessages } from './hand-over.ts';
import { isForJobs, jobsOf } from './jobs.ts';
import { firstStatus, type Message } from './message.ts';
import type { InsertOutcome, MessageStore, PutJobs } from './ports.ts';
import { insufficientCredit, nothingHandedOver } from './send-outcome.ts';
import { afterRecordingMillis, handOverMillis } from './time-budget.ts';
import { forgetText } from './transition.ts';
import type { Run, Withdraw } from './withdraw.ts';

/** What a run has made of messages. */
export interface Recorded {
  /** Those that this run has added, as they stand after the hand-over. */
  readonly own: readonly Message[];
  /** Those that turned up late and were taken back, as they stand now. */
  readonly withdrawn: readonly Message[];
  /** Some were there before. */
  readonly exists: boolean;
  /** Those of which the store has not told. */
  readonly unknown: readonly Message[];
}

/** What the store told of new records. */
interface Inserted {
  readonly added: readonly Message[];
  readonly exists: boolean;
  readonly unknown: readonly Message[];
}

interface Dependencies {
  readonly store: MessageStore;
  readonly handOver: HandOverMessages;
  readonly withdraw: Withdraw;
  /** Absent: all is handed over while its sender waits, as far as there is time. */
  readonly putJobs?: PutJobs;
  readonly clock: () => Date;
}

export type Recorder = ReturnType<typeof createRecorder>;

/** Records new messages and hands over what it has recorded: whoever adds a record, and nobody else, hands it over. */
export const createRecorder = ({ store, handOver, withdraw, putJobs, clock }: Dependencies) => {
  /**
   * Adds the records. A store that does not answer is asked again until no more than `reserve` milliseconds are left. What
   * the credits do not cover is recorded as failed: a replay shall find it so.
   */
  const insert = async (messages: readonly Message[], { deadline }: Run, reserve: number): Promise<Inserted> => {
    const timeLeft = () => deadline - reserve - clock().getTime();
    const outcomes = await store.insert(messages, timeLeft());
    const uncovered = messages.filter((_, index) => outcomes[index] === 'no_credit').map(unpaid);
    const refusals = uncovered.length === 0 ? [] : await store.insert(uncovered, timeLeft());
    // A first try whose answer was lost may still come to be written, where credits come back: only a record that it was
    // refused keeps it from that.
    const isRefused = new Set(uncovered.flatMap(({ id }, index) => (refusals[index] === 'added' ? id : [])));
    const mayBeThere = (id: string, outcome: InsertOutcome | undefined) =>
      outcome === 'unknown' || (outcome === 'no_credit' && !isRefused.has(id));
    return {
      added: [
        ...messages.filter((_, index) => outcomes[index] === 'added'),
        ...uncovered.filter((_, index) => refusals[index] === 'added'),
      ],
      exists: outcomes.includes('exists') || refusals.includes('exists'),
      unknown: messages.filter(({ id }, index) => mayBeThere(id, outcomes[index])),
    };
  };

  /** For an error that ends a request before anything is handed over: what is recorded of it must not be in doubt. */
  const withdrawing = (messages: readonly Message[], run: Run) => async (error: unknown) => {
    await withdraw(messages, run);
    throw error;
  };

  /** Hands over what was added and has its credit. Returns all that was added, as it stands now. */
  const handOverAdded = async (
    added: readonly Message[],
    run: Run,
    isComplete: boolean,
  ): Promise<readonly Message[]> => {
    const claimed = added.filter(({ status }) => status === 'submitting');
    const others = added.filter(({ status }) => status !== 'submitting');
    const { suppressionsReadAt } = run;
    const options = { ...optionsFor(run, isComplete), ...(suppressionsReadAt && { suppressionsReadAt }) };
    return [...others, ...(await handOver(claimed, run.deadline, options))];
  };

  /**
   * Goes on with records of which the store has not told, for as long as the request has time: asks again and hands over
   * what was added after all. The rest is withdrawn. `others`: those that are handed over meanwhile.
   */
  const recordLate = async (messages: readonly Message[], run: Run, others: readonly Message[]): Promise<Recorded> => {
    const hasTime = messages.length > 0 && clock().getTime() + afterRecordingMillis < run.deadline;
    const allUnknown: Inserted = { added: [], exists: false, unknown: messages };
    // Whatever is wrong with the store by now: others may have been sent, and their sender must not send them again.
    const { added, exists, unknown } = hasTime
      ? await insert(messages, run, afterRecordingMillis).catch(() => allUnknown)
      : allUnknown;
    const [own, withdrawn] = await Promise.all([
      handOverAdded(added, run, false),
      withdraw(unknown, run, [...others, ...added]),
    ]);
    return { own, withdrawn, exists, unknown };
  };

  /** Records messages, and leaves those that were added to jobs: these, and `locked`. */
  const recordForJobs = async (
    messages: readonly Message[],
    run: Run,
    locked: readonly Message[],
    putJobs: PutJobs,
  ): Promise<Recorded> => {
    const all = [...locked, ...messages];
    const { added, exists, unknown } = await insert(messages, run, afterRecordingMillis).catch(withdrawing(all, run));
    const own = [...locked, ...added];
    const claimed = own.filter(({ status }) => status === 'submitting');
    const [withdrawn] = await Promise.all([
      withdraw(unknown, run, own),
      putJobs(jobsOf(claimed, optionsFor(run, unknown.length === 0))),
    ]);
    return { own, withdrawn, exists, unknown };
  };

  return {
    /**
     * Adds a request's first record, which is the lock of the request: whoever writes it may write the others.
     * @returns the record; `undefined`: there was one before
     * @throws StoreUnavailableError when it is not known
     */
    lock: async (first: Message, run: Run): Promise<Message | undefined> => {
      const inserted = await insert([first], run, afterRecordingMillis).catch(withdrawing([first], run));
      const [added] = inserted.added;
      if (added !== undefined) return added;
      await withdraw(inserted.unknown, run);
      if (inserted.exists) return undefined;
      throw nothingHandedOver();
    },

    /**
     * Records messages, then hands over those that were added: these, and `locked`. Where that takes long, jobs do it, and
     * they stand as they are recorded.
     */
    recordAndHandOver: async (
      messages: readonly Message[],
      run: Run,
      locked: readonly Message[] = [],
    ): Promise<Recorded> => {
      if (putJobs !== undefined && isForJobs([...locked, ...messages]))
        return recordForJobs(messages, run, locked, putJobs);
      const inserted = await insert(messages, run, handOverMillis).catch(withdrawing([...locked, ...messages], run));
      const added = [...locked, ...inserted.added];
      const isComplete = inserted.unknown.length === 0;
      const [own, late] = await Promise.all([
        handOverAdded(added, run, isComplete),
        recordLate(inserted.unknown, run, added),
      ]);
      return { ...late, own: [...own, ...late.own], exists: inserted.exists || late.exists };
    },

    /** The messages with these ids as they stand after a run, in order: its own, others' as recorded, and those `known`. */
    messagesOf: async (
      ids: readonly string[],
      { own, withdrawn, unknown }: Recorded,
      known: ReadonlyMap<string, Message> = none,
    ): Promise<readonly Message[]> => {
      const ours = new Map([...own, ...withdrawn].map((message) => [message.id, message]));
      const isUnknown = new Set(unknown.map(({ id }) => id));
      const theirs = ids.filter((id) => !ours.has(id) && !known.has(id) && !isUnknown.has(id));
      const others = theirs.length === 0 ? none : await store.find(theirs).catch(noneIfUnavailable);
      return ids.flatMap((id) => ours.get(id) ?? others.get(id) ?? known.get(id) ?? []);
    },
  };
};

/** Where all are recorded, nobody is told of any that it is not sent. */
const optionsFor = ({ lateRecords }: Run, isComplete: boolean) => ({
  forgetsTaken: isComplete,
  lateRecords: isComplete ? ('kept' as const) : lateRecords,
});

const none: ReadonlyMap<string, Message> = new Map();

/** Others may have been sent by now: an error here would have the caller send them again. */
const noneIfUnavailable = (error: unknown) => {
  if (error instanceof StoreUnavailableError) return none;
  throw error;
};

/** Not sent, not charged, and final. */
const unpaid = ({ call: _, ...message }: Message): Message =>
  forgetText({ ...withoutCharge(message), ...firstStatus('failed', message.createdAt, insufficientCredit) });
