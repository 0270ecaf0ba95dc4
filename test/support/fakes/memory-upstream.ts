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
 * lost on its way, and who sent it cannot tell. `lost`: it is applied, and the answer gets lost.
 */
export type HandOverFault = 'not_sent' | 'rejected' | 'broken' | 'lost';

/** What befalls a question. `silent`: it is not answered. `nonsense`: answered, but not to what was asked. */
export type AskFault = 'silent' | 'nonsense';

interface Weather {
  handOver?: (request: HandOver) => HandOverFault | undefined;
  states?: (upstreamIds: readonly string[]) => AskFault | undefined;
  /** `lost`: the messages are cancelled, and the answer gets lost. */
  cancel?: () => 'silent' | 'lost' | undefined;
  /** Recipients that the gateway takes no message for. */
  refuses?: (to: string) => boolean;
}

export interface MemoryUpstream extends Upstream {
  readonly weather: Weather;
  /** Everything it has taken, by its own ids. */
  readonly taken: ReadonlyMap<string, Sms>;
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

  return {
    weather,
    taken,
    sent: (text, to) => byAddress.get(address(text, to)) ?? [],
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
      const results = takeAll(request);
      return fault === 'lost'
        ? { kind: 'unknown', cause: new Error('The answer was lost.') }
        : { kind: 'answered', results };
    },

    states: async (upstreamIds) => {
      const fault = weather.states?.(upstreamIds);
      if (fault !== undefined) throw unavailable(fault === 'nonsense');
      return new Map(upstreamIds.map((id) => [id, { status: taken.get(id)?.status }]));
    },

    cancel: async (upstreamIds) => {
      const fault = weather.cancel?.();
      if (fault === 'silent') throw unavailable(false);
      const canceled = new Map(upstreamIds.map((id) => [id, cancelOne(taken.get(id))]));
      if (fault === 'lost') throw unavailable(false);
      return canceled;
    },

    scheduleProblem: () => undefined,
  };
};

const address = (text: string, to: string) => JSON.stringify([text, to]);

const refused = { code: 'gateway_5', text: "The message won't be received." };

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
