import type { Status } from '../../../functions/contract/statuses.ts';
import { UpstreamUnavailableError } from '../../../functions/messages/errors.ts';
import type { HandOver, HandOverOutcome, HandOverResult, Upstream } from '../../../functions/messages/ports.ts';
import { isFinal } from '../../../functions/messages/status.ts';

/** An SMS that the gateway has taken. */
export interface Sms {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly scheduledAt?: Date;
  status: Status;
}

/**
 * What befalls a hand-over. `not_sent`: it does not get there. `rejected`: it is refused as a whole. `broken`: it gets
 * lost on its way, and who sent it cannot tell. `lost`: it is applied, and the answer gets lost. `late`: so too, but it is
 * applied after its sender gave up. `garbled`: it is applied, and the answer has one result too few. `unclear`: it is
 * applied, and the answer tells of every other recipient only.
 */
export type HandOverFault = 'not_sent' | 'rejected' | 'broken' | 'lost' | 'late' | 'garbled' | 'unclear';

/** What befalls a question. `silent`: it is not answered. `nonsense`: answered, but not to what was asked. */
export type AskFault = 'silent' | 'nonsense';

interface Weather {
  handOver?: (request: HandOver) => HandOverFault | undefined;
  states?: (upstreamIds: readonly string[]) => AskFault | undefined;
  /** `lost`: the messages are cancelled, and the answer gets lost. `late`: so too, but after it was given up. */
  cancel?: () => 'silent' | 'lost' | 'late' | undefined;
  /** When what is late arrives; absent: never. */
  later?: (arrive: () => void) => void;
  /** What a message has come to by itself, in place of `progress`. */
  statusNow?: (sms: Sms) => Status;
  /** Recipients that the gateway takes no message for. */
  refuses?: (to: string) => boolean;
}

export interface MemoryUpstream extends Upstream {
  readonly weather: Weather;
  /** Everything it has taken, by its own ids. */
  readonly taken: ReadonlyMap<string, Sms>;
  /** It as it is now. */
  readonly sms: (id: string) => Sms | undefined;
  /** What it has taken with this text for this recipient: more than one is a message sent twice. */
  readonly sent: (text: string, to: string) => readonly Sms[];
  /** How many calls for this text and recipient may have reached it: all but those proved not to have been sent. */
  readonly risked: (text: string, to: string) => number;
  /** Brings messages whose time has come one status further; `endOf` says with which one they end. */
  readonly progress: (now: Date, endOf?: (sms: Sms) => Status) => void;
}

/** A gateway in memory that keeps what it takes, brings it on its way and is at the mercy of a `weather`. */
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
