import type { Status } from '../../../functions/contract/statuses.ts';
import { UpstreamUnavailableError } from '../../../functions/messages/errors.ts';
import type { HandOver, HandOverOutcome, HandOverResult, Upstream } from '../../../functions/messages/ports.ts';
import { isFinal } from '../../../functions/messages/status.ts';

/** An SMS that the gateway has accepted. */
export interface Sms {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly scheduledAt?: Date;
  status: Status;
}

/**
 * What goes wrong with a hand-over. `not_sent`: it never reaches the gateway. `rejected`: the gateway refuses the whole
 * call. `broken`: it is lost on the way, but its sender cannot know. `lost`: it is applied, and the answer is lost.
 * `late`: the same, but it is applied only after its sender gave up. `garbled`: it is applied, and the answer has one
 * result too few. `unclear`: it is applied, and the answer tells only of every other recipient.
 */
export type HandOverFault = 'not_sent' | 'rejected' | 'broken' | 'lost' | 'late' | 'garbled' | 'unclear';

/** What goes wrong with a question. `silent`: no answer. `nonsense`: an answer that does not fit the question. */
export type AskFault = 'silent' | 'nonsense';

interface Weather {
  handOver?: (request: HandOver) => HandOverFault | undefined;
  states?: (upstreamIds: readonly string[]) => AskFault | undefined;
  /** `lost`: the messages are cancelled, and the answer is lost. `late`: the same, but after the caller gave up. */
  cancel?: () => 'silent' | 'lost' | 'late' | undefined;
  /** Schedules the arrival of a late call; absent: it never arrives. */
  later?: (arrive: () => void) => void;
  /** The present state of a message, in place of what `progress` made of it. */
  statusNow?: (sms: Sms) => Status;
  /** Recipients for whom the gateway refuses messages. */
  refuses?: (to: string) => boolean;
}

export interface MemoryUpstream extends Upstream {
  readonly weather: Weather;
  /** Everything that the gateway has accepted, by its own ids. */
  readonly taken: ReadonlyMap<string, Sms>;
  /** The SMS as it is now. */
  readonly sms: (id: string) => Sms | undefined;
  /** What the gateway accepted with this text for this recipient. Two or more mean that a message was sent twice. */
  readonly sent: (text: string, to: string) => readonly Sms[];
  /**
   * How many calls for this text and recipient may have reached the gateway: all except those proved not to have been
   * sent.
   */
  readonly risked: (text: string, to: string) => number;
  /** Advances messages that are due by one status. `endOf` names the status with which a message ends. */
  readonly progress: (now: Date, endOf?: (sms: Sms) => Status) => void;
}

/** A gateway in memory. It keeps what it accepts, advances it, and fails as `weather` says. */
export const memoryUpstream = (): MemoryUpstream => {
  const weather: Weather = {};
  const taken = new Map<string, Sms>();
  const byAddress = new Map<string, Sms[]>();
  const risks = new Map<string, number>();

  const take = (request: HandOver, to: string): Sms => {
    const { text, scheduledAt } = request;
    const status = scheduledAt === undefined ? 'queued' : 'scheduled';
    const sms = { id: `gw${taken.size + 1}`, to, text, status, ...(scheduledAt && { scheduledAt }) } satisfies Sms;
    taken.set(sms.id, sms);
    byAddress.set(address(text, to), [...(byAddress.get(address(text, to)) ?? []), sms]);
    return sms;
  };

  const takeAll = (request: HandOver): HandOverResult[] =>
    request.to.map((to) => {
      if (weather.refuses?.(to)) return { accepted: false, reason: refused };
      const { id, status } = take(request, to);
      return { accepted: true, upstreamId: id, status };
    });

  const asOfNow = (sms: Sms): Sms => {
    if (weather.statusNow !== undefined && !isFinal(sms.status)) sms.status = weather.statusNow(sms);
    return sms;
  };

  const smsOf = (id: string): Sms | undefined => {
    const sms = taken.get(id);
    return sms && asOfNow(sms);
  };

  const cancelAll = (upstreamIds: readonly string[]) => new Map(upstreamIds.map((id) => [id, cancelOne(smsOf(id))]));

  return {
    weather,
    taken,
    sms: smsOf,
    sent: (text, to) => (byAddress.get(address(text, to)) ?? []).map(asOfNow),
    risked: (text, to) => risks.get(address(text, to)) ?? 0,
    progress: (now, endOf = () => 'delivered') => {
      for (const sms of taken.values()) {
        const isDue = sms.scheduledAt === undefined || sms.scheduledAt <= now;
        if (isDue) sms.status = next(sms, endOf);
      }
    },

    handOver: async (request): Promise<HandOverOutcome> => {
      const fault = weather.handOver?.(request);
      if (fault === 'not_sent') return { kind: 'not_sent', cause: new Error('The connection was refused.') };
      for (const to of request.to) {
        risks.set(address(request.text, to), (risks.get(address(request.text, to)) ?? 0) + 1);
      }
      if (fault === 'rejected') return { kind: 'rejected', reason: refused };
      if (fault === 'broken') return { kind: 'unknown', cause: new Error('The connection was reset.') };
      if (fault === 'late') weather.later?.(() => takeAll(request));
      const results = fault === 'late' ? [] : takeAll(request);
      if (fault === 'lost' || fault === 'late') return { kind: 'unknown', cause: new Error('The answer was lost.') };
      return { kind: 'answered', results: told(results, fault) };
    },

    states: async (upstreamIds) => {
      const fault = weather.states?.(upstreamIds);
      if (fault !== undefined) throw unavailable(fault === 'nonsense');
      return new Map(upstreamIds.map((id) => [id, { status: smsOf(id)?.status }]));
    },

    cancel: async (upstreamIds) => {
      const fault = weather.cancel?.();
      if (fault === 'silent') throw unavailable(false);
      if (fault === 'late') weather.later?.(() => cancelAll(upstreamIds));
      const canceled = fault === 'late' ? undefined : cancelAll(upstreamIds);
      if (fault === 'lost' || canceled === undefined) throw unavailable(false);
      return canceled;
    },

    scheduleProblem: () => undefined,
  };
};

const address = (text: string, to: string) => JSON.stringify([text, to]);

const refused = { code: 'gateway_5', text: "The message won't be received." };

const told = (results: readonly HandOverResult[], fault: 'garbled' | 'unclear' | undefined): HandOverResult[] => {
  if (fault === 'garbled') return results.slice(1);
  return results.map((result, index) => (fault === 'unclear' && index % 2 === 0 ? { accepted: 'unknown' } : result));
};

const unavailable = (answered: boolean) => new UpstreamUnavailableError('No answer of use.', { answered });

const cancelOne = (sms: Sms | undefined): boolean => {
  if (sms?.status !== 'scheduled') return false;
  sms.status = 'canceled';
  return true;
};

const next = (sms: Sms, endOf: (sms: Sms) => Status): Status => {
  const { status } = sms;
  if (isFinal(status)) return status;
  if (status === 'scheduled') return 'queued';
  if (status === 'queued') return 'submitted';
  return status === 'submitted' ? 'on_network' : endOf(sms);
};
