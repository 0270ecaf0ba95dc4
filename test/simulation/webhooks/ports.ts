import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { storeMillis } from '../../../functions/messages/time-budget.ts';
import { deliveryKeyText as keyText } from '../../../functions/store/delivery-item.ts';
import type { Delivery } from '../../../functions/webhooks/delivery.ts';
import { LaneTakenError } from '../../../functions/webhooks/lane-keeper.ts';
import type { Deliveries, Due, Lanes, SendPost, Wake, Webhooks } from '../../../functions/webhooks/ports.ts';
import type { DeliverDependencies } from '../../../functions/webhooks/round.ts';
import { diceFor } from '../dice.ts';
import type { Process } from '../process.ts';
import { noAnswer, settled } from '../settled.ts';
import type { CallName, Fault } from '../troubles.ts';
import type { WakeFault } from './groups.ts';
import type { Outside } from './outside.ts';
import type { Truth } from './truth.ts';

/** All ports that processes working on webhooks use. */
export interface WebhookPorts
  extends Pick<DeliverDependencies, 'webhooks' | 'deliveries' | 'lanes' | 'due' | 'post' | 'tellDisabled'> {
  readonly wake: Wake;
  readonly onFailure: (error: unknown) => void;
}

/** The world of webhooks as one process sees it. */
export const webhookPortsFor = (process: Process, outside: Outside, truth: Truth): WebhookPorts => {
  const { seed, memory } = outside;
  let serial = 0;
  const newDice = () => {
    serial += 1;
    return diceFor(seed, `${process.name}/webhooks${serial}`);
  };

  const ask = <Answer>(name: CallName, run: () => Promise<Answer>, isInstant = false): Promise<Answer> =>
    process.call({
      name,
      size: 1,
      isInstant,
      carryOut: async (fault) =>
        fault === undefined ? { millis: 0, answer: await settled(run()) } : { millis: storeMillis, answer: noAnswer },
    });

  /** A write of one record. `unheard`: what its process may not learn. */
  const write = <Answer>(
    name: CallName,
    unheard: string,
    run: () => Promise<Answer>,
    runLate: () => Promise<unknown> = run,
  ): Promise<Answer> =>
    process.call({
      name,
      size: 1,
      carryOut: async (fault) => {
        const dice = newDice();
        outside.lag(fault === 'lag' ? dice : undefined);
        if (fault === undefined || fault === 'lag') {
          const answer = await settled(run());
          outside.lag(undefined);
          return { millis: 0, answer };
        }
        process.unheard.add(unheard);
        if (fault === 'lost') await settled(run());
        const lands = () => settled(runLate()).then(() => outside.met(`${name} landed late`));
        if (fault === 'late') outside.land(dice, () => void lands());
        return { millis: storeMillis, answer: noAnswer };
      },
    });

  /** A write of several records. Each has its own fate. */
  const writeAll = <Item, Outcome>(
    name: 'addDeliveries' | 'changeDeliveries',
    items: readonly Item[],
    recordOf: (item: Item) => Delivery,
    run: (items: readonly Item[]) => Promise<readonly Outcome[]>,
    unheard: Outcome,
  ): Promise<readonly Outcome[]> =>
    process.call({
      name,
      size: items.length,
      carryOut: async (fault: Fault | undefined, isHalf) => {
        const dice = newDice();
        const given = isHalf ? items.slice(0, Math.floor(items.length / 2)) : items;
        const isStruck = fault !== undefined && fault !== 'lag';
        const struck = new Set(isStruck ? given.filter(() => dice.chance(0.7)) : []);
        outside.lag(fault === 'lag' ? dice : undefined);
        const taken = given.filter((item) => !struck.has(item) || fault === 'lost');
        const answers = new Map((await run(taken)).map((answer, index) => [taken[index], answer]));
        outside.lag(undefined);
        for (const item of struck) {
          process.unheard.add(keyText(recordOf(item)));
          if (fault === 'late')
            outside.land(dice, () => void run([item]).then(() => outside.met(`${name} landed late`)));
        }
        return {
          millis: struck.size > 0 ? storeMillis : 0,
          answer: () => given.map((item) => (struck.has(item) ? unheard : (answers.get(item) ?? unheard))),
        };
      },
    });

  const webhooks: Webhooks = {
    ofAccounts: (accounts) => ask('readWebhooks', () => outside.webhooks.ofAccounts(accounts)),
    of: (of) => ask('readWebhooks', () => outside.webhooks.of(of)),
    change: (account, next) => {
      const before = outside.webhooks.records.get(account);
      const run = async () => {
        const answer = await outside.webhooks.change(account, next);
        truth.webhooksAre(account, answer);
        return answer;
      };
      // A late write finds that somebody else has changed the record meanwhile, and is refused.
      return write('changeWebhooks', account, run, async () => {
        if (outside.webhooks.records.get(account) === before) await run();
      });
    },
  };

  const deliveries: Deliveries = {
    add: (all) => writeAll('addDeliveries', all, (delivery) => delivery, memory.deliveries.add, false),
    find: async (keys) => {
      const found = await ask('findDeliveries', () => memory.deliveries.find(keys));
      truth.hasRead(process, found);
      return found;
    },
    change: (changes) =>
      writeAll('changeDeliveries', changes, ({ after }) => after, memory.deliveries.change, 'unavailable'),
    waiting: (...query) => ask('waiting', () => memory.deliveries.waiting(...query)),
    failed: (...query) => ask('failedOnes', () => memory.deliveries.failed(...query)),
  };

  const lanes: Lanes = {
    find: (webhook) => ask('findLane', () => memory.lanes.find(webhook)),
    put: (lane, before) => write('putLane', lane.webhook, () => memory.lanes.put(lane, before)),
    remove: (lane) => write('removeLane', lane.webhook, () => memory.lanes.remove(lane)),
    findErrand: (webhook) => ask('findErrand', () => memory.lanes.findErrand(webhook)),
    putErrand: (errand, before) => write('putErrand', errand.webhook, () => memory.lanes.putErrand(errand, before)),
    removeErrand: (errand) => write('removeErrand', errand.webhook, () => memory.lanes.removeErrand(errand)),
  };

  const due: Due = {
    ...memory.due,
    page: (...range) => ask('due', () => memory.due.page(...range), true),
  };

  const post: SendPost = (sent) => {
    const call = truth.meansToCall(process, sent);
    return process.call({
      name: 'post',
      size: 1,
      spared: () => {
        truth.callBegins(call);
        return undefined;
      },
      carryOut: async (fault) => {
        const { answer, millis, isTaken } = outside.receive(sent, newDice(), fault);
        if (isTaken) truth.received(call, answer);
        return {
          millis,
          answer: () => {
            truth.callEnds(call, answer);
            return answer;
          },
        };
      },
    });
  };

  let wakes = 0;
  return {
    webhooks,
    deliveries,
    lanes,
    due,
    post,
    tellDisabled: (webhook) =>
      process.call({
        name: 'tellDisabled',
        size: 1,
        carryOut: async (fault) => {
          if (fault !== 'unavailable') truth.toldDisabled(webhook);
          return { millis: 0, answer: () => fault === undefined };
        },
      }),
    wake: async (told) => {
      for (const [group, ofGroup] of Map.groupBy(told, ({ webhook }) => outside.groupOf(webhook))) {
        wakes += 1;
        const name = `${process.name}/wake${wakes}`;
        await process.call({
          name: 'wake',
          size: ofGroup.length,
          carryOut: async (fault) => {
            const keys = ofGroup.map(({ webhook, id, account }) => ({ webhook, id, account }));
            outside.groups.put(group, keys, name, wakeFault(fault));
            return { millis: 0, answer: () => undefined };
          },
        });
      }
    },
    onFailure: (error) => {
      if (error instanceof StoreUnavailableError) return;
      if (error instanceof LaneTakenError) return outside.met('lane that somebody else has written');
      const isTold = error instanceof Error && error.message === notTaken;
      if (!isTold) truth.unexpected(error instanceof Error ? error : new Error('No error.', { cause: error }));
    },
  };
};

/** The runner's own words. */
const notTaken = 'The outcome of deliveries could not be recorded.';

const wakeFault = (fault: Fault | undefined): WakeFault | undefined =>
  fault === 'dropped' || fault === 'late' || fault === 'twice' ? fault : undefined;
