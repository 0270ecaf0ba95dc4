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

/** The result of one run. */
export interface Recorded {
  /** Messages that this run recorded, as they are after the hand-over. */
  readonly own: readonly Message[];
  /** Messages that were recorded too late and withdrawn, as they are now. */
  readonly withdrawn: readonly Message[];
  /** Some of the records existed before. */
  readonly exists: boolean;
  /** Messages that may or may not be recorded: the store has not answered. */
  readonly unknown: readonly Message[];
}

/** The store's answers to new records. */
interface Inserted {
  readonly added: readonly Message[];
  readonly exists: boolean;
  readonly unknown: readonly Message[];
}

interface Dependencies {
  readonly store: MessageStore;
  readonly handOver: HandOverMessages;
  readonly withdraw: Withdraw;
  /** Absent: everything is handed over while the sender waits, as far as time allows. */
  readonly putJobs?: PutJobs;
  readonly clock: () => Date;
}

export type Recorder = ReturnType<typeof createRecorder>;

/** Records new messages and hands them over. Only the run that added a record hands it over. */
export const createRecorder = ({ store, handOver, withdraw, putJobs, clock }: Dependencies) => {
  /**
   * Adds the records, and repeats this while the store does not answer and more than `reserve` milliseconds are left.
   * Messages that the credits do not cover are recorded as failed, so that a replay finds them as failed.
   */
  const insert = async (messages: readonly Message[], { deadline }: Run, reserve: number): Promise<Inserted> => {
    const timeLeft = () => deadline - reserve - clock().getTime();
    const outcomes = await store.insert(messages, timeLeft());
    const uncovered = messages.filter((_, index) => outcomes[index] === 'no_credit').map(unpaid);
    const uncoveredOutcomes = uncovered.length === 0 ? [] : await store.insert(uncovered, timeLeft());
    // An earlier try may have got no answer, and may still be written once the account has credits again. Only a record
    // that the message failed prevents this.
    const hasFailed = new Set(uncovered.flatMap(({ id }, index) => (uncoveredOutcomes[index] === 'added' ? id : [])));
    const mayBeThere = (id: string, outcome: InsertOutcome | undefined) =>
      outcome === 'unknown' || (outcome === 'no_credit' && !hasFailed.has(id));
    return {
      added: [
        ...messages.filter((_, index) => outcomes[index] === 'added'),
        ...uncovered.filter((_, index) => uncoveredOutcomes[index] === 'added'),
      ],
      exists: outcomes.includes('exists') || uncoveredOutcomes.includes('exists'),
      unknown: messages.filter(({ id }, index) => mayBeThere(id, outcomes[index])),
    };
  };

  /**
   * Handles an error that ends the request before any hand-over: its records must not look as if they were in doubt.
   */
  const withdrawing = (messages: readonly Message[], run: Run) => async (error: unknown) => {
    await withdraw(messages, run);
    throw error;
  };

  /** Hands over the added messages that have not failed. Returns all added messages as they are now. */
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
   * Deals with the records that the store has not confirmed. If there is time, it inserts them again and hands over the
   * ones that were added; it withdraws the rest. `others` are being handed over meanwhile.
   */
  const recordLate = async (messages: readonly Message[], run: Run, others: readonly Message[]): Promise<Recorded> => {
    const hasTime = messages.length > 0 && clock().getTime() + afterRecordingMillis < run.deadline;
    const allUnknown: Inserted = { added: [], exists: false, unknown: messages };
    // Other messages may have been handed over, so no error of the store may make their sender send them again.
    const { added, exists, unknown } = hasTime
      ? await insert(messages, run, afterRecordingMillis).catch(() => allUnknown)
      : allUnknown;
    const [own, withdrawn] = await Promise.all([
      handOverAdded(added, run, false),
      withdraw(unknown, run, [...others, ...added]),
    ]);
    return { own, withdrawn, exists, unknown };
  };

  /** Records messages, and leaves the added ones and `locked` to jobs. */
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
     * Adds the first record of a request. It is the request's lock: only the run that added it may add the others.
     * @returns the record; `undefined`: it existed before
     * @throws StoreUnavailableError when the store did not say whether it was added
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
     * Records messages, then hands over the added ones and `locked`. If that takes too long to wait for, jobs hand them
     * over later, and the messages are returned as recorded.
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

    /**
     * The messages with these ids after a run, in order: its own, the `known` ones, and the rest as the store has them.
     */
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

/** If all messages are recorded, no sender is told that one was not sent: late records can wait for the sweep. */
const optionsFor = ({ lateRecords }: Run, isComplete: boolean) => ({
  forgetsTaken: isComplete,
  lateRecords: isComplete ? ('kept' as const) : lateRecords,
});

const none: ReadonlyMap<string, Message> = new Map();

/** The messages may have been handed over, so an error here would make the caller send them again. */
const noneIfUnavailable = (error: unknown) => {
  if (error instanceof StoreUnavailableError) return none;
  throw error;
};

/** The message as failed for want of credits, and not charged. */
const unpaid = ({ call: _, ...message }: Message): Message =>
  forgetText({ ...withoutCharge(message), ...firstStatus('failed', message.createdAt, insufficientCredit) });
