import type { Message } from '../../../../functions/client/types.ts';
import { statuses } from '../../../../functions/contract/statuses.ts';
import { isFinal } from '../../../../functions/messages/status.ts';
import { JobError } from '../errors.ts';
import { linesOf } from './lines.ts';
import { patiently } from './patience.ts';
import { findPlaces, type Places } from './places.ts';
import { readPlan } from './plan-file.ts';
import type { Ports } from './ports.ts';
import { reasonOf } from './reasons.ts';
import type { Progress, StatusSummary } from './report.ts';
import { delimiterOf, headerLine, lineOf, type Result, readLine, resultOf } from './result.ts';

/** The API takes no more ids in a query. */
const mostIds = 100;
/** Lines that are held in memory at once. */
const mostLines = 10_000;

/**
 * Asks for the status of all messages that may still change, and replaces the results file at the end.
 * @throws {JobError} if there are no results, or they were changed
 */
export const updateStatus = async (
  job: { readonly name: string; readonly file: string },
  ports: Ports,
  tell: (progress: Progress) => void = () => {},
): Promise<StatusSummary> => {
  const places = await findPlaces(job, ports.files);
  const unlock = await ports.files.lock(places.lock);
  try {
    const summary = await updated(job.name, places, ports, tell);
    const plan = await readPlan(ports.files, places.plan);
    const known = Object.values(summary.statuses).reduce((sum, count) => sum + count, summary.withoutMessage);
    return { ...summary, ...(plan && { left: plan.totals.rows - known }) };
  } finally {
    await unlock();
  }
};

const updated = async (
  job: string,
  { results: path, otherJob }: Places,
  ports: Ports,
  tell: (progress: Progress) => void,
): Promise<StatusSummary> => {
  const { files } = ports;
  const bytes = await files.read(path);
  if (bytes === undefined) {
    const hint = otherJob === undefined ? '' : ` This file has the results of another job: --key '${otherJob}'.`;
    throw new JobError(`There are no results yet: ${path} does not exist.${hint}`);
  }
  const lines = linesOf(bytes);
  const header = (await lines.next()).value?.text ?? '';
  const delimiter = delimiterOf(header);
  if (delimiter === undefined) throw notAsWritten(path, 1);

  const counts = new Map<string, number>();
  let done = 0;
  let withoutMessage = 0;
  let open = 0;
  const { ask, unknown, hasGivenUp } = inquiry(ports);
  const draft = `${path}.draft`;
  const file = await files.create(draft);
  await file.append(`${headerLine(delimiter)}\n`);
  let held: Result[] = [];
  let asked: string[] = [];
  const write = async () => {
    const known = await ask(asked);
    const results = held.map((result): Result => {
      const now = result.id === undefined ? undefined : known.get(result.id);
      return now === undefined ? result : resultOf(result, now);
    });
    for (const { id, status } of results) {
      if (id === undefined) withoutMessage += 1;
      else counts.set(status, (counts.get(status) ?? 0) + 1);
      if (id !== undefined && mayChange(status)) open += 1;
    }
    await file.append(results.map((result) => `${lineOf(result, delimiter)}\n`).join(''));
    done += results.length;
    tell({ done, sent: done - withoutMessage, withoutMessage, rate: 0 });
    [held, asked] = [[], []];
  };

  let place = 1;
  for await (const { text, isWhole } of lines) {
    // A process died while it wrote this line. Continuing the job will cut it off.
    if (!isWhole) break;
    place += 1;
    const result = readLine(text, delimiter);
    if (result === undefined) throw notAsWritten(path, place);
    held.push(result);
    if (result.id !== undefined && mayChange(result.status)) asked.push(result.id);
    if (asked.length === mostIds || held.length === mostLines) await write();
  }
  await write();
  await file.sync();
  await file.close();
  await files.replace(draft, path);
  return {
    job,
    statuses: Object.fromEntries(counts),
    open,
    withoutMessage,
    isStopped: hasGivenUp(),
    ...(unknown.count > 0 && { unknown }),
    resultsFile: path,
  };
};

/** Queries messages: again if an answer had no room for all of them, and not any more once a query has failed. */
const inquiry = ({ client, clock, pause }: Ports) => {
  const unknown = { count: 0, reason: '' };
  let gaveUp = false;

  const ask = async (ids: readonly string[]): Promise<ReadonlyMap<string, Message>> => {
    const known = new Map<string, Message>();
    let left = ids;
    while (left.length > 0 && !gaveUp) {
      try {
        const patience = { stop: new AbortController().signal, onWait: () => {} };
        const { messages, errors } = await patiently(() => client.messages.query(left), { clock, pause }, patience);
        for (const message of messages) known.set(message.id, message);
        const [first] = errors.filter(({ code }) => code !== 'reply_too_large');
        if (first !== undefined) unknown.reason ||= first.detail;
        left = messages.length === 0 ? [] : errors.flatMap(({ id, code }) => (code === 'reply_too_large' ? id : []));
      } catch (error) {
        const reason = reasonOf(error);
        if (reason === undefined) throw error;
        gaveUp = true;
        unknown.reason ||= reason;
      }
    }
    unknown.count += ids.length - known.size;
    return known;
  };
  return { ask, unknown, hasGivenUp: () => gaveUp };
};

/** A status that this version does not know counts as final. */
const mayChange = (status: string): boolean => statuses.some((known) => known === status && !isFinal(known));

const notAsWritten = (path: string, line: number): JobError =>
  new JobError(
    `${path} was changed: line ${line} is not what textgate wrote. Perhaps a spreadsheet saved the file. Restore it.`,
  );
