import { queryUnitsOf, readUnitsOf, recordUnitsOf } from '../capacity-units.ts';
import { median } from '../quantities.ts';
import { measureSweeps, startUpstream } from '../sweep-measurement.ts';
import { type Invocation, type Invocations, measureInvocations } from './invocations.ts';
import { entryOf, hoursOfWeek, messagesOnPage } from './looked-at.ts';
import { measureStart } from './start.ts';

/** Requests that read, as the console repeats them, each from a warm function. */
export interface Look {
  readonly run: Pick<Invocation, 'cpuMillis' | 'waitMillis' | 'logLines' | 'logBytes'>;
  /** The reads besides the key's, which a function remembers for a minute. */
  readonly readUnits: number;
  readonly answerBytes: number;
}

/** The measurements that the model uses. */
export interface Measured extends Omit<Invocations, 'reportSweep' | 'list' | 'statistics'> {
  /** A page of messages, and a week's statistics by hour. */
  readonly list: Look;
  readonly statistics: Look;
  /** A sweep that finds next to nothing. */
  readonly sweep: Invocation;
  /** For each status that a sweep asks for. */
  readonly status: { readonly cpuMillis: number; readonly readUnits: number };
  /** CPU milliseconds until a new process can be called. */
  readonly startMillis: number;
}

const openMessages = 10_000;

export const measureAll = async (signal: AbortSignal): Promise<Measured> => {
  const { reportSweep, list, statistics, ...invocations } = await measureInvocations(signal);
  const page = messagesOnPage();
  const { fewMillis, many } = await measureStatuses(signal);
  return {
    ...invocations,
    list: { run: list, answerBytes: list.answerBytes, readUnits: readUnitsOf(page.map(entryOf)) + recordUnitsOf(page) },
    statistics: { run: statistics, answerBytes: statistics.answerBytes, readUnits: queryUnitsOf(hoursOfWeek()) },
    sweep: { ...reportSweep, cpuMillis: fewMillis },
    status: {
      cpuMillis: (many.cpuMillis - fewMillis) / many.checked,
      readUnits: many.readUnits / many.checked,
    },
    startMillis: await measureStart(signal),
  };
};

const measureStatuses = async (signal: AbortSignal) => {
  const upstream = await startUpstream(openMessages, signal);
  try {
    const few = Array.from({ length: 9 }, () => 0.001);
    // The first run only warms up.
    const [, ...found] = await measureSweeps([1, ...few, 1], upstream, signal);
    const many = found.pop();
    if (many === undefined) throw new Error('A sweep is missing.');
    return { fewMillis: median(found.map(({ cpuMillis }) => cpuMillis)), many };
  } finally {
    upstream.stop();
  }
};

/** What so many items in one call take, interpolated from the measurements of one item and of a hundred. */
export const forSoMany = (one: Invocation, hundred: Invocation, things: number) => {
  const between = (of: 'cpuMillis' | 'waitMillis') => one[of] + ((hundred[of] - one[of]) * (things - 1)) / 99;
  return { cpuMillis: between('cpuMillis'), waitMillis: between('waitMillis') };
};
