import { StoreUnavailableError } from '../../../functions/messages/errors.ts';
import { deliverMillis, functionMillis } from '../../../functions/messages/time-budget.ts';
import { createDeliver } from '../../../functions/webhooks/deliver.ts';
import { deliveryIdOf, newWebhookId } from '../../../functions/webhooks/ids.ts';
import { createManageWebhooks } from '../../../functions/webhooks/manage.ts';
import type { News } from '../../../functions/webhooks/news.ts';
import { createRecordNews } from '../../../functions/webhooks/record-news.ts';
import { createRedeliver } from '../../../functions/webhooks/redeliver.ts';
import type { Webhook } from '../../../functions/webhooks/webhook.ts';
import { now as start } from '../../support/model/messages.ts';
import { diceFor } from '../dice.ts';
import { aProcess, type Process } from '../process.ts';
import type { Result } from '../result.ts';
import type { Scenario } from '../scenario.ts';
import { theSurroundings } from '../surroundings.ts';
import { hour, minute } from '../timing.ts';
import { theOutside, urlOf } from './outside.ts';
import { type WebhookPorts, webhookPortsFor } from './ports.ts';
import { type Step, scriptOf, someEvents } from './script.ts';
import { theTruth } from './truth.ts';

/**
 * Lambda kills a round when its time is over. A round that stands still gets some more time, so the next one begins
 * before it is gone.
 */
const standsStillMillis = 20_000;

/** Runs the part of a scenario that concerns webhooks, to its end or to the first broken promise. */
export const simulateWebhooks = async (scenario: Scenario, keepsLines = false): Promise<Result> => {
  const { seed } = scenario;
  const world = theSurroundings(scenario, keepsLines);
  const { engine, count, trace, state } = world;
  const outside = theOutside(seed, engine, count);
  const truth = theTruth(outside, trace);
  const isOver = () => truth.violation() !== undefined;

  /** Starts a process that has so many milliseconds. If it dies, its caller gets no answer. */
  const begin = <Answer>(
    name: string,
    millis: number,
    run: (ports: WebhookPorts, process: Process) => Promise<Answer>,
    answered: (answer: Answer) => void = () => {},
    failed: (error: Error) => void = () => {},
  ): void =>
    world.start(aProcess(name, world.surroundings), {
      millis,
      isAwaited: false,
      ...(millis === deliverMillis && { endsWithin: deliverMillis + standsStillMillis }),
      run: (process) => run(webhookPortsFor(process, outside, truth), process),
      answered,
      failed: (error) => {
        trace(`${name} fails: ${error.name}`);
        if (!isToldToCallers(error)) truth.unexpected(error);
        failed(error);
      },
      isLate: (process) => truth.expect(!process.isStuck(), 'what waits for nothing ends', () => name),
    });

  outside.groups.to.begin = (name, group, told, isDone) =>
    begin(
      name,
      deliverMillis,
      async (ports, process) => {
        trace(`${name} begins, told of ${told.length}`);
        const deliver = createDeliver({
          ...ports,
          clock: process.clock,
          pause: process.pause,
          random: diceFor(seed, `${name}/random`).roll,
          onFailure: (problem, { error }) => {
            trace(`${name}: ${problem} ${error ?? ''}`);
            if (error !== undefined) ports.onFailure(error);
          },
        });
        const report = await deliver(told, outside.shardsOf(group), process.deadline(deliverMillis));
        if (report.isLeft) outside.groups.put(group, [], `${name}/left`);
        return report;
      },
      ({ isLeft }) => {
        trace(`${name} ends${isLeft ? ', and more is left' : ''}`);
        count('round ended');
        isDone();
      },
      isDone,
    );

  /** Behaves like the stream: what was not recorded comes again. */
  const publish = (name: string, news: readonly News[], tries = 0): void => {
    let isDone = false;
    const again = (): void => {
      if (isDone) return;
      isDone = true;
      engine.at(engine.now() + diceFor(seed, `${name}/again`).between(200, 5_000), () =>
        publish(`${name.split('.')[0]}.${tries + 1}`, news, tries + 1),
      );
    };
    begin(
      name,
      functionMillis,
      ({ webhooks, deliveries, wake, onFailure }, process) =>
        createRecordNews({ webhooks, deliveries, wake, clock: process.clock, onFailure })(news),
      (recorded) => {
        if (isDone) return;
        for (const [index, one] of news.entries()) if (recorded[index]) truth.isRecorded(one.id);
        if (!recorded.every(Boolean)) again();
        isDone = true;
      },
      again,
    );
    engine.at(engine.now() + functionMillis, again);
  };

  const newsOf = (name: string, { account, types }: Extract<Step, { kind: 'news' }>): readonly News[] =>
    types.map((type, index) => {
      const at = new Date(engine.now() - diceFor(seed, `${name}/at${index}`).between(0, 3_000));
      const id = deliveryIdOf([name, String(index)], at);
      return { account, type, id, message: `msg_${index}`, at, body: JSON.stringify({ type, name, index }) };
    });

  const create = (name: string, { account, webhook, events }: Extract<Step, { kind: 'create' }>): void => {
    const [id, at] = [newWebhookId(start, () => Buffer.alloc(10, webhook)), new Date(engine.now()).toISOString()];
    const secrets = [{ value: 'whsec_AAAA' }] as const;
    const made: Webhook = { id, account, url: urlOf(webhook, 0), events, createdAt: at, since: at, secrets };
    begin(name, functionMillis, ({ webhooks }) =>
      webhooks.change(account, (own) => (own.some((each) => each.id === id) ? undefined : [...own, made])),
    );
  };

  let moves = 0;
  const edit = (name: string, { webhook: number, edit: what }: Extract<Step, { kind: 'edit' }>): void => {
    const id = truth.idOf(number);
    const account = id && truth.lastOf(id)?.account;
    if (id === undefined || account === undefined) return;
    let editor: Process | undefined;
    const asksAnew = () => editor && truth.asksAnew(id, editor);
    begin(
      name,
      functionMillis,
      async ({ webhooks, lanes }, process) => {
        editor = process;
        asksAnew();
        const { clock } = process;
        const manage = createManageWebhooks({ webhooks, lanes, urlProblem: () => undefined, clock });
        switch (what) {
          case 'disable':
            return manage.change(account, id, { enabled: false });
          case 'enable':
            return manage.change(account, id, { enabled: true });
          case 'move':
            moves += 1;
            return manage.change(account, id, { url: urlOf(number, moves) });
          case 'ask for other events':
            return manage.change(account, id, { events: someEvents(diceFor(seed, `${name}/events`)) });
          case 'delete':
            return manage.remove(account, id);
          case 'rotate':
            return manage.rotateSecret(account, id);
        }
      },
      () => {
        asksAnew();
        if (what === 'move') outside.moods.delete(number);
        count(`webhook: ${what}`);
      },
      asksAnew,
    );
  };

  const redeliver = (name: string, step: Extract<Step, { kind: 'redeliver' | 'redeliverSince' }>): void => {
    const id = truth.idOf(step.webhook);
    const account = id && truth.lastOf(id)?.account;
    if (id === undefined || account === undefined) return;
    begin(
      name,
      functionMillis,
      async (ports, { clock }) => {
        const { one, failedSince } = createRedeliver({ ...ports, clock });
        if (step.kind === 'redeliver') {
          const own = [...outside.memory.records.values()].filter(({ webhook }) => webhook === id);
          if (own.length > 0) await one(account, id, own[step.which % own.length]?.id);
          return undefined;
        }
        return failedSince(account, id, new Date(clock().getTime() - step.millis).toISOString());
      },
      (range) => {
        if (range === undefined) return;
        truth.redelivers(id, range.since, range.until);
        count('redelivery since');
      },
    );
  };

  const steps: number[] = [];
  const carryOut = (step: Step): void => {
    steps.push(step.id);
    const name = String(step.id);
    trace(`step ${name} ${step.kind}`);
    switch (step.kind) {
      case 'news': {
        const news = newsOf(name, step);
        for (const one of news) truth.happens(one);
        publish(name, news);
        break;
      }
      case 'create':
        create(name, step);
        break;
      case 'edit':
        edit(name, step);
        break;
      case 'redeliver':
      case 'redeliverSince':
        redeliver(name, step);
        break;
      case 'mood':
        outside.moods.set(step.webhook, step.mood);
        count(`receiver ${step.mood}`);
        break;
      case 'storm':
        world.storm(step.storm, step.millis);
    }
  };

  const script = scriptOf(seed).filter(({ id }) => scenario.steps?.has(id) ?? true);
  for (const step of script) engine.at(start.getTime() + step.at, () => carryOut(step));
  await engine.run(start.getTime() + (script.at(-1)?.at ?? 0) + minute, isOver);

  // Trouble is over, and all receivers work. Processes that stood still continue, and rounds finish all work.
  state.isCalm = true;
  outside.moods.clear();
  await engine.run(engine.now() + 25 * minute, isOver);
  if (!isOver()) truth.afterAWhile();
  await engine.run(engine.now() + 26 * hour, isOver);
  if (!isOver()) truth.atTheEnd();

  return {
    seed,
    violation: truth.violation(),
    hash: state.hash.toString(16).padStart(8, '0'),
    simulatedMillis: engine.now() - start.getTime(),
    messages: 0,
    deliveries: outside.memory.records.size,
    met: world.met,
    steps,
    troubles: world.troubles,
    lines: world.lines,
  };
};

const isToldToCallers = (error: Error): boolean =>
  error instanceof StoreUnavailableError ||
  ['WebhookNotFoundError', 'WebhookDisabledError', 'DeliveryNotFoundError', 'SecretRotatedLatelyError'].includes(
    error.name,
  );
