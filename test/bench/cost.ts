import { randomUUID } from 'node:crypto';
import { followUpSeconds } from '../../functions/contract/follow-ups.ts';
import { recipientsPerCall } from '../../functions/messages/calls.ts';
import { type Message, withoutTaken } from '../../functions/messages/message.ts';
import { planSend } from '../../functions/messages/plan.ts';
import { toItem } from '../../functions/store/message-item.ts';
import { swissMobiles } from '../support/model/messages.ts';
import { writeUnitsOf } from './capacity-units.ts';
import { followUpCosts, rescheduledUsage, sweepUsage, type UnitCosts, type Usage } from './cost-model.ts';
import { openMessage } from './open-message.ts';
import type { Bench, Row } from './row.ts';
import { measureSweeps, type SweepResult, startUpstream } from './sweep-measurement.ts';

const measured = 10_000;
const months = [1e6, 10e6];

/**
 * What a month of one and of ten million messages costs, on the CPU and read units of a sweep that is measured for it
 * and the write units of a message's records; against the plain design that puts each message off after each check.
 * The model and its assumptions are in cost-model.ts, the prices in prices.ts. The hand-over, the events and the door
 * are in neither, nor what the stream of the plain design's writes costs.
 */
export const cost: Bench = async (signal) => {
  const { checked, cpuMillis, readUnits } = await measureSweep(signal);
  const costs: UnitCosts = {
    cpuSecondsPerStatus: cpuMillis / 1000 / checked,
    readUnitsPerStatus: readUnits / checked,
    ...writeUnits(),
  };
  return [...unitRows(costs), ...largeRequestRows(), ...months.flatMap((messages) => monthRows(messages, costs))];
};

const measureSweep = async (signal: AbortSignal): Promise<SweepResult> => {
  const upstream = await startUpstream(measured, signal);
  try {
    // The first only warms up.
    const [, sweep] = await measureSweeps([1, 1], upstream, upstream.url, signal);
    if (sweep === undefined) throw new Error('There was no sweep.');
    return sweep;
  } finally {
    upstream.stop();
  }
};

const unitRows = (costs: UnitCosts): Row[] => [
  told('unit: CPU a status', `${(costs.cpuSecondsPerStatus * 1e3).toFixed(3)} ms`, 'measured'),
  told('unit: read units a status', costs.readUnitsPerStatus.toFixed(3), "measured entries, DynamoDB's rules"),
  told('unit: write units a message', `${costs.writeUnitsPerMessage}`, 'recorded, handed over, delivered'),
  told('unit: write units a check', '0', `${costs.writeUnitsPerReschedule}, rescheduled`),
];

/** What it costs that the first record of a request tells who the others are for, and that calls are noted. */
const largeRequestRows = (): Row[] => {
  const request = {
    account: 'acc_01JD3Z5A7Q0B9V4XK2M8N6RSTW',
    to: swissMobiles(1_000),
    text: 'The water is turned off from 14:00 to 16:00.',
    type: 'text' as const,
    idempotencyKey: 'k',
    asked: {},
  };
  const rules = { region: 'CH', allowedCountries: ['CH'], maxSegments: 10, metered: false };
  const [first, second] = planSend(request, rules, new Date(), randomUUID()).messages;
  if (first === undefined || second === undefined) throw new Error('There are no messages.');
  const [ofFirst, ofOther] = [first, second].map(writeUnitsOfLife);
  const more = (ofFirst ?? []).map((units, index) => units - (ofOther?.[index] ?? 0));
  const calls = Math.ceil(request.to.length / recipientsPerCall);
  const perMessage = (more.reduce((sum, units) => sum + units, 0) + calls) / request.to.length;
  return [
    told(
      '1,000 recipients: write units of the first record',
      `${ofFirst?.join(', ')}`,
      `${ofOther?.join(', ')}, another record`,
    ),
    told('1,000 recipients: write units of notes of calls', `${calls}`, `${calls} calls`),
    told('1,000 recipients: both, a message', perMessage.toFixed(3), 'write units, once'),
  ];
};

/** The write units of each of a message's records: recorded, handed over, delivered. */
const writeUnitsOfLife = (message: Message): readonly number[] => {
  const { call: _, ...rest } = message;
  const handedOver: Message = {
    ...withoutTaken(rest),
    status: 'queued',
    upstreamId: '4062581461644996000141',
    version: 2,
  };
  const delivered: Message = { ...handedOver, status: 'delivered', version: 3 };
  const items = [message, handedOver, delivered].map((state) => toItem(state, 90));
  return items.map((item, index) => writeUnitsOf(items[index - 1], item));
};

const monthRows = (messages: number, costs: UnitCosts): Row[] => {
  const ours = sweepUsage(messages, followUpSeconds, costs);
  const plain = rescheduledUsage(messages, followUpSeconds, costs);
  const drive = followUpCosts(messages, followUpSeconds, costs);
  const name = `${messages / 1e6} M a month`;
  const compared = (what: string, of: (usage: Usage) => number, show: (amount: number) => string): Row => ({
    what: `${name}: ${what}`,
    figure: show(of(ours)),
    reference: `${show(of(plain))}, rescheduled after each check`,
    ratio: of(ours) / of(plain),
  });
  const perMillion = (amount: number) => `$${((amount / messages) * 1e6).toFixed(2)}`;
  const instead = (what: string, amount: number): Row => ({
    what: `${name}: fresh news by the follow-up queue, per million`,
    figure: perMillion(drive.queue),
    reference: `${perMillion(amount)}, ${what}`,
    ratio: drive.queue / amount,
  });
  return [
    compared('dollars per million messages', ({ dollars }) => dollars, perMillion),
    compared('write units', ({ writeUnits }) => writeUnits, millions),
    compared('read units', ({ readUnits }) => readUnits, millions),
    compared('calls to the gateway', ({ calls }) => calls, millions),
    told(`${name}: checks`, millions(ours.checks), `${(ours.checks / messages).toFixed(1)} a message`),
    told(`${name}: Lambda`, `${millions(ours.gbSeconds)} GB-s`, `${millions(ours.sweeps)} sweeps`),
    instead('a sweep that goes on within its minute', drive.loop),
    instead('a delay queue per message', drive.delayQueue),
  ];
};

const told = (what: string, figure: string, reference: string): Row => ({ what, figure, reference });

const millions = (amount: number): string => `${(amount / 1e6).toFixed(2)} M`;

/** Of the records of one message. */
const writeUnits = (): Pick<UnitCosts, 'writeUnitsPerMessage' | 'writeUnitsPerReschedule'> => {
  const queued = openMessage(new Date());
  const { upstreamId: _, ...recorded } = queued;
  const submitting: Message = { ...recorded, status: 'submitting', version: 1 };
  const delivered: Message = { ...queued, status: 'delivered', version: 3 };
  const [first, second, third] = [submitting, queued, delivered].map((message) => toItem(message, 90));
  if (first === undefined || second === undefined || third === undefined) throw new Error('There are no records.');
  // As a design would keep it that sorts the index by the next check.
  const later = { ...second, openKey: { S: `9${second['openKey']?.S ?? ''}`.slice(0, -1) } };
  return {
    writeUnitsPerMessage: writeUnitsOf(undefined, first) + writeUnitsOf(first, second) + writeUnitsOf(second, third),
    writeUnitsPerReschedule: writeUnitsOf(second, later),
  };
};
