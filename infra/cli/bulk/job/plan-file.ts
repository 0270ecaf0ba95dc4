import * as v from 'valibot';
import { JobError } from '../errors.ts';
import { linesOf } from './lines.ts';
import type { Files } from './ports.ts';

/** A job as it was planned: what may not change while it goes on. Neither texts nor numbers are in it. */
const header = v.strictObject({
  version: v.literal(1),
  job: v.string(),
  /** Of the file. */
  sha256: v.string(),
  /** What each option was, as a digest. */
  options: v.record(v.string(), v.string()),
  /** Of the API key, as a digest. */
  apiKey: v.string(),
  /** Absent: the key was not allowed to ask for it. */
  account: v.exactOptional(v.string()),
});

/** Rows that follow one another. Without a key, none of them gets a message. */
const planned = v.strictObject({
  from: v.number(),
  to: v.number(),
  /** Recipients. */
  messages: v.number(),
  key: v.exactOptional(v.string()),
  /** Rows that are left out, each followed by the row that gets the message. */
  duplicates: v.array(v.number()),
  /** Of each row, bad ones too, one after the other. */
  checksums: v.string(),
});

/** The last line of a plan; only those of `unpaid` come after it. */
const totals = v.strictObject({ requests: v.number(), rows: v.number(), messages: v.number() });

/** The API has recorded messages of this request as not covered by the credits: to send them takes another key. */
const unpaid = v.strictObject({ unpaid: v.number() });

export type PlanHeader = v.InferOutput<typeof header>;
export type PlannedRequest = v.InferOutput<typeof planned>;
type PlanTotals = v.InferOutput<typeof totals>;

const asLine = (value: PlanHeader | PlannedRequest | PlanTotals | v.InferOutput<typeof unpaid>): string =>
  `${JSON.stringify(value)}\n`;

/** Writes a plan beside its place, where it counts for nothing yet. */
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
    /** From now on this is the job. */
    settle: () => files.replace(draft, path),
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
  /** How often each request was found not to be covered as a whole, by its place. */
  readonly unpaid: ReadonlyMap<number, number>;
  /** Where what is appended to it begins, in bytes. */
  readonly end: number;
  /** Reads them anew each time: of a million rows they are not held in memory. */
  requests(): AsyncGenerator<PlannedRequest>;
}

/** @returns `undefined` where there is none */
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

/** @returns the name of the job whose plan it is; `undefined`: there is none that can be read */
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
  if (bytes === undefined) throw new JobError(`The plan ${path} is not there any more.`);
  let isHead = true;
  for await (const { text } of linesOf(bytes)) {
    if (text.startsWith('{"requests"')) return;
    if (!isHead) yield parsed(planned, text, path);
    isHead = false;
  }
  throw notOurs(path);
}

/** Notes for good that a request was not covered, before anything is sent under another key. One at a time. */
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
  new JobError(
    `The plan ${path} is not as it was written. Put the one that was there back. Without it, nobody can tell what has been sent.`,
  );
