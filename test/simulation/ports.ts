import { StoreUnavailableError, UpstreamUnavailableError } from '../../functions/messages/errors.ts';
import type { Message } from '../../functions/messages/message.ts';
import type { CallMark, CallState, Change, MessageStore, Upstream } from '../../functions/messages/ports.ts';
import { isSameWrite } from '../support/fakes/memory-store.ts';
import type { HandOverFault } from '../support/fakes/memory-upstream.ts';
import type { Ports } from '../support/model/service.ts';
import { type Dice, diceFor } from './dice.ts';
import type { Outside } from './outside.ts';
import type { Process } from './process.ts';
import type { Fault, WriteFault } from './troubles.ts';
import type { Truth } from './truth.ts';

/** How long a store that does not answer is asked again, unless its caller gives it longer: milliseconds. */
const patienceOfWrites = 3_000;
const patienceOfCalls = 15_000;
/** A write lands within this time of being made, or never. */
const landingMillis = 29_000;

/** The world as one process sees it. */
export const portsFor = (process: Process, outside: Outside, truth: Truth): Ports => {
  const { store, upstream, calls, open, states, quota } = outside;
  let writes = 0;
  let questions = 0;

  const write = <Item, Outcome extends string>(
    name: 'insert' | 'apply',
    items: readonly Item[],
    within: number,
    {
      run,
      messageOf,
      unheard,
      done,
    }: {
      readonly run: (items: readonly Item[]) => Promise<readonly Outcome[]>;
      readonly messageOf: (item: Item) => Message;
      readonly unheard: Outcome;
      readonly done: Outcome;
    },
  ): Promise<readonly Outcome[]> => {
    writes += 1;
    const dice = diceFor(outside.seed, `${process.name}/write${writes}`);
    return process.call({
      name,
      size: items.length,
      carryOut: async (fault, isHalf) => {
        const given = isHalf ? items.slice(0, Math.floor(items.length / 2)) : items;
        const patience = Math.max(patienceOfWrites, within);
        outside.strike(writeFault(fault), fault === 'lag', dice, patience);
        const outcomes = await run(given);
        outside.strike(undefined, false, dice, 0);
        const looks = dice.chance(0.7);
        // A store that does not answer is asked again, and what it has written is recognised if it can be looked at.
        const answer = () =>
          given.map((item, index): Outcome => {
            const outcome = outcomes[index] ?? unheard;
            const message = messageOf(item);
            const record = store.records.get(message.id);
            const isThere = outcome === unheard && looks && record !== undefined && isSameWrite(record, message);
            return isThere ? done : outcome;
          });
        const tell = () => {
          const told = answer();
          if (name === 'apply' && told.includes(unheard)) process.state.isUnheard = true;
          const stale = given.filter((_, index) => told[index] === 'stale').map(messageOf);
          if (stale.some(({ status }) => status === 'submitting')) outside.met('stale claim');
          if (stale.some(({ status }) => status !== 'submitting')) outside.met('stale change');
          return told;
        };
        return { millis: outcomes.includes(unheard) ? patience : 0, answer: tell };
      },
    });
  };

  const ask = <Answer>(
    name: 'find' | 'page' | 'readState' | 'writeState' | 'take',
    run: () => Promise<Answer>,
    size = 1,
  ): Promise<Answer> =>
    process.call({
      name,
      size,
      ...(name === 'page' && { isInstant: true }),
      carryOut: async (fault) => {
        const answer = fault === undefined || fault === 'lost' ? await settled(run()) : noAnswer;
        if (fault === undefined) return { millis: 0, answer };
        if (name === 'find') process.state.isUnheard = true;
        return { millis: patienceOfWrites, answer: noAnswer };
      },
    });

  const messages: MessageStore = {
    ...store,
    insert: (drafts, within = 0) =>
      write('insert', drafts, within, { run: store.insert, messageOf: same, unheard: 'unknown', done: 'added' }),
    apply: (changes, within = 0) =>
      write('apply', changes, within, {
        run: store.apply,
        messageOf: ({ after }: Change) => after,
        unheard: 'unavailable',
        done: 'applied',
      }),
    find: (ids) => ask('find', () => store.find(ids), ids.length),
  };

  const decide = (name: 'begin' | 'fence', mark: CallMark): Promise<CallState> =>
    process.call({
      name,
      size: 1,
      carryOut: async (fault) => {
        outside.strike(writeFault(fault), false, nextDice(), patienceOfWrites);
        const state = await calls[name](mark);
        outside.strike(undefined, false, nextDice(), 0);
        if (state === 'fenced') outside.met('call fenced');
        const answer = () => {
          if (state === 'unknown') process.state.isUnheard = true;
          return state;
        };
        return { millis: state === 'unknown' ? patienceOfWrites : 0, answer };
      },
    });

  /** How long the upstream is asked, where it does not answer. */
  const silenceUntil = (deadline: number) =>
    Math.max(0, Math.min(patienceOfCalls, deadline - process.clock().getTime() - 7_000));

  const nextDice = () => {
    questions += 1;
    return diceFor(outside.seed, `${process.name}/upstream${questions}`);
  };

  const sms: Upstream = {
    handOver: (request) => {
      truth.decidesToHandOver(process, request);
      return process.call({
        name: 'handOver',
        size: request.to.length,
        carryOut: async (fault) => {
          const dice = nextDice();
          const kind = handOverFault(fault);
          truth.handsOver(process, request, kind);
          outside.strikeUpstream({ handOver: kind }, dice);
          const outcome = await upstream.handOver(request);
          truth.handedOver(request, outcome);
          return {
            millis: kind === undefined ? dice.between(20, 400) : dice.between(10, patienceOfCalls),
            answer: () => outcome,
          };
        },
      });
    },
    states: (ids, deadline) =>
      process.call({
        name: 'states',
        size: ids.length,
        carryOut: async (fault) => {
          const kind = fault === 'silent' || fault === 'nonsense' ? fault : undefined;
          outside.strikeUpstream({ states: kind }, nextDice());
          return {
            millis: kind === 'silent' ? silenceUntil(deadline) : 20,
            answer: await settled(upstream.states(ids, deadline)),
          };
        },
      }),
    cancel: (ids, deadline) =>
      process.call({
        name: 'cancel',
        size: ids.length,
        carryOut: async (fault) => {
          const kind = fault === 'silent' || fault === 'lost' || fault === 'late' ? fault : undefined;
          outside.strikeUpstream({ cancel: kind }, nextDice());
          return {
            millis: kind === undefined ? 20 : silenceUntil(deadline),
            answer: await settled(upstream.cancel(ids, deadline)),
          };
        },
      }),
    scheduleProblem: upstream.scheduleProblem,
  };

  return {
    store: messages,
    calls: { begin: (mark) => decide('begin', mark), fence: (mark) => decide('fence', mark) },
    upstream: sms,
    open: { ...open, page: (...range) => ask('page', () => open.page(...range)) },
    states: {
      read: () => ask('readState', () => states.read()),
      write: (before, after) => ask('writeState', () => states.write(before, after)),
    },
    quota: { take: (...charge) => ask('take', () => quota.take(...charge)) },
    clock: process.clock,
    pause: process.pause,
    newAttempt: process.newAttempt,
    newId: process.newId,
    log: { indeterminate: () => {}, postponed: () => {}, unrecorded: () => {} },
    onFailure: (error) => {
      const isTrouble = error instanceof StoreUnavailableError || error instanceof UpstreamUnavailableError;
      if (!isTrouble) truth.unexpected(error instanceof Error ? error : new Error('No error.', { cause: error }));
    },
  };
};

/** When what is late arrives: after a try that is made while its caller is patient. */
export const landingOf = (dice: Dice, patience: number): number =>
  dice.between(0, patience) + dice.between(100, landingMillis);

const same = (message: Message): Message => message;

/** An answer that can be given later, whatever it is. */
const settled = <Answer>(run: Promise<Answer>): Promise<() => Answer> =>
  run.then(
    (answer) => () => answer,
    (error: unknown) => () => {
      throw error;
    },
  );

const noAnswer = (): never => {
  throw new StoreUnavailableError('The store did not answer.');
};

const writeFault = (fault: Fault | undefined): WriteFault | undefined =>
  fault === 'unavailable' || fault === 'lost' || fault === 'late' ? fault : undefined;

const handOverFaults: readonly HandOverFault[] = [
  'not_sent',
  'rejected',
  'broken',
  'lost',
  'late',
  'garbled',
  'unclear',
];

const handOverFault = (fault: Fault | undefined): HandOverFault | undefined =>
  handOverFaults.find((kind) => kind === fault);
