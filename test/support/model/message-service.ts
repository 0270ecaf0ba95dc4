import type { Message } from '../../../functions/messages/message.ts';
import type { MessageStore, Quota } from '../../../functions/messages/ports.ts';
import type { Send } from '../../../functions/messages/send.ts';
import { functionMillis } from '../../../functions/messages/time-budget.ts';
import { memoryCalls } from '../fakes/memory-calls.ts';
import { memoryJobs } from '../fakes/memory-jobs.ts';
import { memoryOpen } from '../fakes/memory-open.ts';
import { memoryQuota } from '../fakes/memory-quota.ts';
import { memoryStates } from '../fakes/memory-states.ts';
import { memoryStore } from '../fakes/memory-store.ts';
import { memorySuppressions } from '../fakes/memory-suppressions.ts';
import { scriptedUpstream } from '../fakes/scripted-upstream.ts';
import { virtualTime } from '../fakes/virtual-time.ts';
import { now } from './messages.ts';
import { aService } from './service.ts';

/** The message service over a record in memory and a scripted gateway, with a clock that the test sets. */
export const aMessageService = (initial: readonly Message[] = []) => messageServiceOver(memoryStore(initial));

/** The same service over another record. */
export const messageServiceOver = <Store extends MessageStore>(
  store: Store,
  quota: Quota = memoryQuota(),
  upstream = scriptedUpstream(),
) => {
  const { clock, pause, later, pass, during } = virtualTime(now);
  const logged = { indeterminate: [] as Message[], postponed: [] as Message[], unrecorded: [] as [Message, string][] };
  const causes: unknown[] = [];
  const log = {
    indeterminate: (messages: readonly Message[], cause: Error) => {
      logged.indeterminate.push(...messages);
      causes.push(cause);
    },
    postponed: (messages: readonly Message[], cause: Error) => {
      logged.postponed.push(...messages);
      causes.push(cause);
    },
    unrecorded: (message: Message, outcome: string, cause: unknown) => {
      logged.unrecorded.push([message, outcome]);
      causes.push(cause);
    },
  };
  let attempts = 0;
  const newAttempt = () => {
    attempts += 1;
    return `attempt-${attempts}`;
  };
  const calls = memoryCalls();
  const jobs = memoryJobs();
  const suppressions = memorySuppressions();
  const service = aService({
    store,
    calls,
    upstream,
    open: memoryOpen(memoryStore()),
    states: memoryStates(),
    quota,
    suppressions,
    clock,
    pause,
    newAttempt,
    putJobs: jobs.putJobs,
    log,
    onFailure: () => {},
  });

  return {
    store,
    calls,
    suppressions,
    upstream,
    clock,
    logged,
    /** The `cause` of each log line. */
    causes,
    jobs,
    handOver: service.handOver,
    doJob: service.doJob,
    refresh: service.refresh,
    cancel: service.cancel,
    /** Waiting takes no time, because nothing else in the test moves the clock. */
    send: (...request: Parameters<Send>) => during(service.send(...request)),
    later,
    pause,
    pass,
    /** A caller's deadline, this long from now. The default is a Lambda's 29 s. */
    deadline: (milliseconds = functionMillis) => clock().getTime() + milliseconds,
  };
};
