import { callKey } from '../../functions/messages/calls.ts';
import type { Message } from '../../functions/messages/message.ts';
import type { AskedState, CallMark, Calls, Change } from '../../functions/messages/ports.ts';
import { storeMillis } from '../../functions/messages/time-budget.ts';
import { isSameWrite } from '../support/fakes/memory-store.ts';
import type { AllPorts } from '../support/model/service.ts';
import { diceFor } from './dice.ts';
import type { Outside } from './outside.ts';
import type { Carried, Process } from './process.ts';
import { noAnswer, settled } from './settled.ts';
import type { CallName, Fault, WriteFault } from './troubles.ts';

/** How the store reports a write. */
interface Telling<Item, Outcome> {
  readonly run: (items: readonly Item[]) => Promise<readonly Outcome[]>;
  /** The record that a write leaves. */
  readonly messageOf: (item: Item) => Message;
  readonly done: Outcome;
  readonly unheard: Outcome;
}

/** How often a store that did not answer can be read again, so that a write that was carried out is recognised. */
const looks = 0.7;

/** The store as one process sees it. */
export const storePorts = (
  process: Process,
  outside: Outside,
): Pick<AllPorts, 'store' | 'calls' | 'open' | 'states' | 'quota' | 'suppressions' | 'creditsLeft'> => {
  const { store, calls, open, states, quota, suppressions } = outside;
  let writes = 0;

  /** Carries out a call under a fault. If the store does not answer, asks again as long as the caller waits. */
  const struck = async <Answer>(
    fault: Fault | undefined,
    patience: number,
    run: () => Promise<Answer>,
  ): Promise<{ readonly answer: Answer; readonly canLook: boolean }> => {
    writes += 1;
    const dice = diceFor(outside.seed, `${process.name}/write${writes}`);
    outside.strike({ fault: writeFault(fault), isLagging: fault === 'lag', dice, patience });
    const answer = await run();
    outside.strike(undefined);
    return { answer, canLook: dice.chance(looks) };
  };

  const write = <Item, Outcome extends string>(
    name: 'insert' | 'apply',
    items: readonly Item[],
    within: number,
    { run, messageOf, done, unheard }: Telling<Item, Outcome>,
  ): Promise<readonly Outcome[]> => {
    const tell = (item: Item, outcome: Outcome, canLook: boolean): Outcome => {
      const message = messageOf(item);
      const record = store.records.get(message.id);
      const isRecognised = canLook && record !== undefined && isSameWrite(record, message);
      const told = outcome === unheard && isRecognised ? done : outcome;
      if (name === 'apply' && told === unheard) process.unheard.add(message.id);
      if (told === 'stale') outside.met(message.status === 'submitting' ? 'stale claim' : 'stale change');
      return told;
    };
    const carryOut = async (fault: Fault | undefined, isHalf: boolean): Promise<Carried<readonly Outcome[]>> => {
      const given = isHalf ? items.slice(0, Math.floor(items.length / 2)) : items;
      const patience = Math.max(storeMillis, within);
      const { answer, canLook } = await struck(fault, patience, () => run(given));
      return {
        millis: answer.includes(unheard) ? patience : 0,
        answer: () => given.map((item, index) => tell(item, answer[index] ?? unheard, canLook)),
      };
    };
    return process.call({ name, size: items.length, carryOut });
  };

  /** A question that is answered completely or not at all. `ids`: what it asks about. */
  const ask = <Answer>(
    name: CallName,
    run: () => Promise<Answer>,
    ids: readonly string[] = [],
    isInstant = false,
  ): Promise<Answer> =>
    process.call({
      name,
      size: ids.length,
      isInstant,
      carryOut: async (fault) => {
        const answer = fault === undefined || fault === 'lost' ? await settled(run()) : noAnswer;
        if (fault === undefined) return { millis: 0, answer };
        for (const id of ids) process.unheard.add(id);
        return { millis: storeMillis, answer: noAnswer };
      },
    });

  const decide = <State extends AskedState>(
    name: keyof Calls,
    mark: CallMark,
    run: () => Promise<State>,
  ): Promise<State | 'unknown'> =>
    process.call({
      name,
      size: 1,
      carryOut: async (fault) => {
        const { answer } = await struck(fault, storeMillis, run);
        if (answer === 'fenced' || answer === 'given_up') outside.met(`call ${answer}`);
        if (answer === 'unknown') process.unheard.add(callKey(mark));
        return { millis: answer === 'unknown' ? storeMillis : 0, answer: () => answer };
      },
    });

  /** A change of a suppression list. */
  const alter = <Answer>(name: 'suppress' | 'unsuppress', run: () => Promise<Answer>): Promise<Answer> =>
    process.call({
      name,
      size: 1,
      carryOut: async (fault) => {
        writes += 1;
        if (fault === undefined) return { millis: 0, answer: await settled(run()) };
        if (fault === 'lost') await run();
        if (fault === 'late') outside.land(diceFor(outside.seed, `${process.name}/write${writes}`), () => void run());
        return { millis: storeMillis, answer: noAnswer };
      },
    });

  const messages: AllPorts['store'] = {
    ...store,
    insert: (drafts, within = 0) =>
      write('insert', drafts, within, { run: store.insert, messageOf: same, done: 'added', unheard: 'unknown' }),
    apply: (changes, within = 0) =>
      write('apply', changes, within, { run: store.apply, messageOf: after, done: 'applied', unheard: 'unavailable' }),
    find: (ids) => ask('find', () => store.find(ids), ids),
    list: (query) => ask('list', () => store.list(query)),
  };

  return {
    store: messages,
    calls: {
      begin: (mark, by) => decide('begin', mark, () => calls.begin(mark, by)),
      giveUp: (mark, as, by) => decide('giveUp', mark, () => calls.giveUp(mark, as, by)),
      fence: (mark) => decide('fence', mark, () => calls.fence(mark)),
    },
    // Pages change nothing, and there are many, so they take no time.
    open: { ...open, page: (...range) => ask('page', () => open.page(...range), [], true) },
    states: {
      read: () => ask('readState', () => states.read()),
      write: (before, after) => ask('writeState', () => states.write(before, after)),
    },
    quota: {
      take: (...charge) => ask('take', () => quota.take(...charge)),
      refusalOf: (...charge) => ask('refusalOf', () => quota.refusalOf(...charge)),
    },
    creditsLeft: (account) => ask('creditsLeft', () => store.creditsLeft(account)),
    suppressions: {
      ...suppressions,
      among: (...asked) => ask('among', () => suppressions.among(...asked)),
      add: (...entry) => alter('suppress', () => suppressions.add(...entry)),
      find: (...entry) => ask('isSuppressed', () => suppressions.find(...entry)),
      takeOff: (...entry) => alter('unsuppress', () => suppressions.takeOff(...entry)),
    },
  };
};

const same = (message: Message): Message => message;

const after = ({ after: message }: Change): Message => message;

const writeFault = (fault: Fault | undefined): WriteFault | undefined =>
  fault === 'unavailable' || fault === 'lost' || fault === 'late' ? fault : undefined;
