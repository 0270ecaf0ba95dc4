import { StoreUnavailableError, UpstreamUnavailableError } from '../../functions/messages/errors.ts';
import type { SweepReport } from '../../functions/messages/sweep/report.ts';
import { functionMillis, sweepMillis } from '../../functions/messages/time-budget.ts';
import { shown } from './facts.ts';
import { portsFor } from './ports.ts';
import type { World } from './world.ts';

/** Processes that work on existing messages: a cancel, a refresh, a sweep, a follow-up. */
export const looking = (world: World) => {
  const { truth, outside, count, trace } = world;

  const failed = (name: string) => (error: Error) => {
    trace(`${name} fails: ${error.name}`);
    const isTrouble = error instanceof StoreUnavailableError || error instanceof UpstreamUnavailableError;
    if (!isTrouble) truth.unexpected(error);
  };

  const look = (
    name: string,
    run: Parameters<typeof world.begin<SweepReport>>[1]['run'],
    check: (report: SweepReport) => void = () => {},
  ): void =>
    world.begin(name, {
      millis: sweepMillis,
      isAwaited: false,
      run,
      answered: (report) => {
        const { seen, checked, changed, handedOver, closed } = report;
        trace(`${name} tells ${[seen, checked, changed, handedOver, closed].join(' ')}`);
        check(report);
      },
      failed: failed(name),
    });

  return {
    /** Cancels or refreshes all recorded messages of a request. */
    messagesOf: (name: string, kind: 'cancel' | 'refresh', request: string): void => {
      const ids = truth.facts.of(request).map(({ id }) => id);
      if (ids.length === 0) return;
      world.begin(name, {
        millis: functionMillis,
        isAwaited: true,
        run: async (service, process) => {
          const found = await portsFor(process, outside, truth).store.find(ids);
          const messages = ids.flatMap((id) => found.get(id) ?? []);
          return service[kind](messages, process.deadline(functionMillis));
        },
        answered: (messages) => {
          trace(`${name} answers ${messages.map(({ status }) => status).join(' ')}`);
          truth.told(messages);
          truth.expect(messages.length === ids.length, 'every message is answered', () => name);
          const canceled = messages.filter(({ status }) => status === 'canceled').length;
          if (kind === 'cancel') count(canceled > 0 ? 'cancel that won' : 'cancel that came too late');
        },
        failed: failed(name),
      });
    },
    sweep: (name: string, interval: number, handsOver = true): void => {
      const ended = truth.waitingPastValidity();
      look(
        name,
        (service) => service.sweep(interval, handsOver, sweepMillis),
        ({ left }) => {
          if (left.some(({ window }) => window === 'waiting')) return;
          const rest = ended.filter(({ id, version }) => truth.facts.byId(id)?.record.version === version);
          truth.expect(rest.length === 0, 'a sweep closes all that waits past its validity', () =>
            rest.map(shown).join(', '),
          );
        },
      );
    },
    followUp: (name: string): void => look(name, (service) => service.followUp(sweepMillis)),
  };
};
