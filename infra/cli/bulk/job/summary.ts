import type { CharacterCount, RecipientPreview } from '../../../../functions/client/types.ts';
import type { Status } from '../../../../functions/contract/statuses.ts';
import type { BadRow, Row } from '../sheet/row.ts';
import type { PlanSummary, Progress, RefusedRows } from './report.ts';
import { type Result, refusedFor } from './result.ts';

const named = 5;

/** Rows with something in common. */
export class RowList {
  count = 0;
  readonly first: number[] = [];

  add(row: number): void {
    this.count += 1;
    if (this.first.length < named) this.first.push(row);
  }

  view() {
    return { count: this.count, first: [...this.first].sort((a, b) => a - b) };
  }
}

/** Rows that get no message, by the code of why. */
class Refusals {
  readonly #byCode = new Map<string, { readonly detail: string; readonly rows: RowList }>();

  get count(): number {
    return [...this.#byCode.values()].reduce((sum, { rows }) => sum + rows.count, 0);
  }

  add(row: number, code: string, detail: string): void {
    const entry = this.#byCode.get(code) ?? { detail, rows: new RowList() };
    this.#byCode.set(code, entry);
    entry.rows.add(row);
  }

  /** By how many they are. */
  view(): readonly RefusedRows[] {
    const all = Array.from(this.#byCode, ([code, { detail, rows }]) => ({ code, detail, ...rows.view() }));
    return all.sort((a, b) => b.count - a.count);
  }
}

/** Of messages: the gateway refused it, or its time was over, before it was sent; or nobody was to get it any more. */
const unsent: ReadonlySet<string> = new Set<Status>(['failed', 'expired', 'canceled']);

/** What stands in the results. */
export class Tally {
  rows = 0;
  sent = 0;
  readonly duplicates = new RowList();
  readonly refusals = new Refusals();

  add(result: Result): void {
    this.rows += 1;
    if (result.status === 'duplicate') this.duplicates.add(result.row);
    else if (result.id !== undefined && !unsent.has(result.status)) this.sent += 1;
    else {
      const { code, detail } = refusedFor(result);
      this.refusals.add(result.row, code || result.status, detail);
    }
  }

  /** @param rows of the file */
  progress(rows: number, rate = 0, held?: string): Progress {
    return {
      rows,
      done: this.rows,
      sent: this.sent,
      refused: this.refusals.count + this.duplicates.count,
      rate,
      ...(rate > 0 && { secondsLeft: Math.ceil((rows - this.rows) / rate) }),
      ...(held !== undefined && { held }),
    };
  }
}

/** They tell of the moment of the dry run, and of all that is asked at once: the same message may well be sent. */
const ofTheMoment = new Set(['rate_limited', 'insufficient_credit']);

/** What a plan would do, counted while it is made. */
export class PlanCount {
  rows = 0;
  sendable = 0;
  segments = 0;
  credits = 0;
  /** What they would cost if they were sent, that is not in `credits`. */
  #unpriced = 0;
  #isMetered = false;
  readonly duplicates = new RowList();
  readonly refusals = new Refusals();
  readonly #ucs2 = new RowList();
  readonly #characters = new Map<string, number>();
  #sample: PlanSummary['sample'];

  bad({ row, code, detail }: BadRow): void {
    this.refusals.add(row, code, detail);
  }

  asked(row: Row, text: string, { verdict, detail, encoding, segments, credits }: RecipientPreview): void {
    if (verdict !== 'send' && !ofTheMoment.has(verdict)) {
      this.refusals.add(row.row, verdict, detail ?? '');
      return;
    }
    this.sendable += 1;
    this.segments += segments ?? 0;
    this.credits += credits;
    if (credits > 0 || verdict === 'insufficient_credit') this.#isMetered = true;
    if (verdict !== 'send') this.#unpriced += segments ?? 0;
    if (encoding === 'ucs-2') this.#ucs2.add(row.row);
    this.#sample ??= { row: row.row, text, segments: segments ?? 0 };
  }

  characters(counts: readonly CharacterCount[]): void {
    for (const { character, count } of counts) {
      this.#characters.set(character, (this.#characters.get(character) ?? 0) + count);
    }
  }

  /** @param held why it waits */
  progress(held?: string): Progress {
    return {
      done: this.rows,
      sent: 0,
      refused: this.refusals.count + this.duplicates.count,
      rate: 0,
      ...(held !== undefined && { held }),
    };
  }

  /** @param available absent: it is not known, or the account is not metered */
  view(available: number | undefined) {
    const characters = [...this.#characters].sort(([, a], [, b]) => b - a).slice(0, 10);
    const isMetered = this.#isMetered || available !== undefined;
    return {
      rows: this.rows,
      sendable: this.sendable,
      refused: this.refusals.view(),
      duplicates: this.duplicates.view(),
      segments: this.segments,
      ucs2: { ...this.#ucs2.view(), characters: characters.map(([character]) => character) },
      credits: {
        needed: this.credits + (isMetered ? this.#unpriced : 0),
        ...(available !== undefined && { available }),
      },
      ...(this.#sample && { sample: this.#sample }),
    };
  }
}
