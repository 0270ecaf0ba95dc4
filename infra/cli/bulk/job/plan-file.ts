import * as v from 'valibot';
import { JobError } from '../errors.ts';
import { linesOf } from './lines.ts';
import type { Files } from './ports.ts';

/** What may not change while a job continues. It contains neither texts nor phone numbers. */
const header = v.strictObject({
  version: v.literal(1),
  job: v.string(),
  /** Of the CSV file. */
  sha256: v.string(),
  /** Digests of the options. */
  options: v.record(v.string(), v.string()),
  /** A digest. */
  apiKey: v.string(),
  /** Absent if the key may not ask for it. */
  account: v.exactOptional(v.string()),
});

/** Consecutive rows. Without a key, none of them gets a message. */
const planned = v.strictObject({
  from: v.number(),
  to: v.number(),
  /** How many recipients the request has. */
  messages: v.number(),
  key: v.exactOptional(v.string()),
  /** Row numbers in pairs: a row that is left out, and the row that gets the message. */
  duplicates: v.array(v.number()),
  /** The checksums of all rows, even rejected ones, concatenated. */
  checksums: v.string(),
});

/** The last line of a plan. Only lines of `unpaid` come after it. */
const totals = v.strictObject({ requests: v.number(), rows: v.number(), messages: v.number() });

/** The API recorded messages of this request as failed for lack of credits. To send them takes another idempotency key. */
const unpaid = v.strictObject({ unpaid: v.number() });

export type PlanHeader = v.InferOutput<typeof header>;
export type PlannedRequest = v.InferOutput<typeof planned>;
type PlanTotals = v.InferOutput<typeof totals>;

const asLine = (value: PlanHeader | PlannedRequest | PlanTotals | v.InferOutput<typeof unpaid>): string =>
  `${JSON.stringify(value)}\n`;

/** Writes a plan under another name. It only counts once it is in its place. */
export const draftPlan = async (files: Files, path: string, head: PlanHeader) => {
  const draft = `${path}.draft`;
  const file = await files.create(draft);
  await file.append(asLine(head));
  return {
    add: (request: PlannedRequest) => file.append(asLine(request)),
    end: async (sums: PlanTotals) => {
      await file.append(asLine(sums));
      await file.sync();
      await file.close();
    },
    /** Puts the plan in its place: the job has begun. */
    commit: () => files.replace(draft, path),
    discard: async () => {
      await file.close();
      await files.remove(draft);
    },
  };
};

export type PlanDraft = Awaited<ReturnType<typeof draftPlan>>;

export interface Plan {
  readonly head: PlanHeader;
  readonly totals: PlanTotals;
  /** How often the credits did not suffice for a request, by its place. */
  readonly unpaid: ReadonlyMap<number, number>;
  /** Where the next line is appended, in bytes. */
  readonly end: number;
  /** Reads the file each time: the requests of a million rows are not kept in memory. */
  requests(): AsyncGenerator<PlannedRequest>;
}

/** @returns `undefined` if there is no plan */
export const readPlan = async (files: Files, path: string): Promise<Plan | undefined> => {
  let head: PlanHeader | undefined;
  let sums: PlanTotals | undefined;
  let end = 0;
  const notCovered = new Map<number, number>();
  const bytes = await files.read(path);
  if (bytes === undefined) return undefined;
  for await (const line of linesOf(bytes)) {
    if (!line.isWhole) break;
    if (head === undefined) head = parsed(header, line.text, path);
    else if (line.text.startsWith('{"requests"')) sums = parsed(totals, line.text, path);
    else if (sums !== undefined) {
      const { unpaid: place } = parsed(unpaid, line.text, path);
      notCovered.set(place, (notCovered.get(place) ?? 0) + 1);
    }
    end = line.end;
  }
  if (head === undefined || sums === undefined) throw notOurs(path);
  return { head, totals: sums, unpaid: notCovered, end, requests: () => requestsIn(files, path) };
};

/** @returns the name of the job in a plan; `undefined` if there is no plan, or it cannot be read */
export const jobIn = async (files: Files, path: string): Promise<string | undefined> => {
  const bytes = await files.read(path);
  if (bytes === undefined) return undefined;
  for await (const { text } of linesOf(bytes)) {
    try {
      return v.parse(header, JSON.parse(text)).job;
    } catch {
      return undefined;
    }
  }
  return undefined;
};

async function* requestsIn(files: Files, path: string): AsyncGenerator<PlannedRequest> {
  const bytes = await files.read(path);
  if (bytes === undefined) throw new JobError(`The plan ${path} has disappeared. Put it back.`);
  let isHead = true;
  for await (const { text } of linesOf(bytes)) {
    if (text.startsWith('{"requests"')) return;
    if (!isHead) yield parsed(planned, text, path);
    isHead = false;
  }
  throw notOurs(path);
}

/** Notes that the credits did not suffice for a request, before anything is sent under another key. One at a time. */
export const unpaidNotes = (files: Files, path: string, plan: Plan) => {
  let { end } = plan;
  let last: Promise<void> = Promise.resolve();
  const write = async (place: number) => {
    const line = asLine({ unpaid: place });
    const file = await files.goOn(path, end);
    await file.append(line);
    await file.sync();
    await file.close();
    end += Buffer.byteLength(line);
  };
  return (place: number): Promise<void> => {
    last = last.then(() => write(place));
    return last;
  };
};

const parsed = <const S extends v.GenericSchema>(schema: S, line: string, path: string): v.InferOutput<S> => {
  try {
    return v.parse(schema, JSON.parse(line));
  } catch {
    throw notOurs(path);
  }
};

const notOurs = (path: string): JobError =>
  new JobError(`The plan ${path} was changed. Put the original back: without it, nobody knows what has been sent.`);
