import type { Status } from '../../functions/contract/statuses.ts';
import { landingMillis } from '../../functions/messages/time-budget.ts';
import { memoryCalls } from '../support/fakes/memory-calls.ts';
import { memoryOpen } from '../support/fakes/memory-open.ts';
import { memoryQuota } from '../support/fakes/memory-quota.ts';
import { memoryStates } from '../support/fakes/memory-states.ts';
import { memoryStore } from '../support/fakes/memory-store.ts';
import { type AskFault, type HandOverFault, memoryUpstream, type Sms } from '../support/fakes/memory-upstream.ts';
import { type Dice, diceFor } from './dice.ts';
import type { Engine } from './engine.ts';
import { theLists } from './lists.ts';
import { theQueue } from './queue.ts';
import type { WriteFault } from './troubles.ts';

export type Outside = ReturnType<typeof theOutside>;

/** The greatest delay of the index: milliseconds. */
export const longestLag = 20_000;

interface Strike {
  readonly fault: WriteFault | undefined;
  /** The index learns of the write late. */
  readonly isLagging: boolean;
  readonly dice: Dice;
  /** How long the caller waits: milliseconds. */
  readonly patience: number;
}

interface UpstreamFaults {
  readonly handOver?: HandOverFault | undefined;
  readonly states?: AskFault | undefined;
  readonly cancel?: 'silent' | 'lost' | 'late' | undefined;
}

/**
 * What outlives every process: the store, its index, the upstream, the service's state and the counts of sent messages.
 */
export const theOutside = (seed: number, engine: Engine, met: (trouble: string) => void) => {
  const store = memoryStore();
  const upstream = memoryUpstream();
  const calls = memoryCalls();
  const open = memoryOpen(store);
  const clock = () => new Date(engine.now());

  let strike: Strike = { fault: undefined, isLagging: false, dice: diceFor(seed, 'nobody'), patience: 0 };

  /** Each message of a call has its own fate, so a process may get an answer for some only. */
  const strikes = (kind: WriteFault) => strike.fault === kind && strike.dice.chance(0.7);

  /** Makes a late write arrive, whether or not anybody still waits. */
  const land = (dice: Dice, arrive: () => void): void =>
    engine.at(engine.now() + dice.between(100, landingMillis - 1_000), arrive);

  /** Makes a late write arrive after one try during the caller's patience. */
  const arriveLate = (name: string, sizeNow: () => number, arrive: () => void): void => {
    const { dice, patience } = strike;
    const landing = dice.between(0, patience) + dice.between(100, landingMillis - 1_000);
    const when = landing > patience ? 'after its caller gave up' : 'without an answer';
    engine.at(engine.now() + landing, () => {
      const before = sizeNow();
      arrive();
      met(sizeNow() > before ? `${name} carried out ${when}` : `late ${name} refused`);
    });
  };

  store.hooks.isUnavailable = () => strikes('unavailable');
  store.hooks.isLost = () => strikes('lost');
  store.hooks.isLate = (operation, _message, arrive) => {
    if (!strikes('late')) return false;
    arriveLate(operation, () => store.writes.inserts + store.writes.updates, arrive);
    return true;
  };
  calls.hooks.isUnavailable = () => strike.fault === 'unavailable';
  calls.hooks.isLost = () => strike.fault === 'lost';
  calls.hooks.isLate = (kind, arrive) => {
    if (strike.fault !== 'late') return false;
    arriveLate(kind, () => calls.states.size, arrive);
    return true;
  };
  open.hooks.isLate = (_message, arrive) => {
    const { isLagging, dice } = strike;
    if (isLagging) engine.at(engine.now() + dice.between(100, longestLag), arrive);
    return isLagging;
  };

  const faults: { now: UpstreamFaults; dice: Dice } = { now: {}, dice: strike.dice };
  upstream.weather.handOver = () => faults.now.handOver;
  upstream.weather.states = () => faults.now.states;
  upstream.weather.cancel = () => faults.now.cancel;
  upstream.weather.refuses = (to) => refusal(seed, to) && faults.dice.chance(0.5);
  upstream.weather.later = (arrive) =>
    engine.at(engine.now() + faults.dice.between(15_000, 90_000), () => {
      met('call of the upstream carried out after its caller gave up');
      arrive();
    });
  upstream.weather.statusNow = (sms) => statusAt(sms, wayOf(seed, sms, engine.now()), engine.now());

  return {
    seed,
    met,
    store,
    upstream,
    calls,
    open,
    states: memoryStates(),
    quota: memoryQuota(clock),
    suppressions: theLists(engine.now),
    queue: theQueue(seed, engine),
    now: engine.now,
    land,
    /** Sets what befalls the writes of the present call; absent: nothing. */
    strike: (now: Strike | undefined) => {
      strike = now ?? { ...strike, fault: undefined, isLagging: false };
    },
    strikeUpstream: (now: UpstreamFaults, by: Dice) => {
      faults.now = now;
      faults.dice = by;
    },
  };
};

/** Whether the upstream refuses a number. */
const refusal = (seed: number, to: string): boolean => diceFor(seed, `refused/${to}`).chance(0.1);

/** When a message reaches each status, in milliseconds since 1970, and how it ends. */
interface Way {
  readonly submitted: number;
  readonly onNetwork: number;
  readonly ended: number;
  readonly end: Status;
}

const ways = new WeakMap<Sms, Way>();

const wayOf = (seed: number, sms: Sms, now: number): Way => {
  const known = ways.get(sms);
  if (known !== undefined) return known;
  const dice = diceFor(seed, `way/${sms.text}/${sms.to}`);
  const start = Math.max(now, sms.scheduledAt?.getTime() ?? 0);
  const submitted = start + dice.between(500, 20_000);
  const onNetwork = submitted + dice.between(500, 30_000);
  const patience = dice.roll();
  const forever = Number.POSITIVE_INFINITY;
  const ended = patience < 0.03 ? forever : onNetwork + dice.between(1_000, patience < 0.1 ? 36 * 3_600_000 : 240_000);
  const way: Way = {
    submitted,
    onNetwork,
    ended,
    end: dice.oneOf(['delivered', 'delivered', 'delivered', 'failed', 'expired']),
  };
  ways.set(sms, way);
  return way;
};

const statusAt = ({ status, scheduledAt }: Sms, { submitted, onNetwork, ended, end }: Way, now: number): Status => {
  if (now >= ended) return end;
  if (now >= onNetwork) return 'on_network';
  if (now >= submitted) return 'submitted';
  return scheduledAt === undefined || now >= scheduledAt.getTime() ? 'queued' : status;
};
