import type { CharacterCount, RecipientPreview } from '../../../../functions/client/types.ts';
import type { Status } from '../../../../functions/contract/statuses.ts';
import type { BadRow, Row } from '../sheet/row.ts';
import type { PlanSummary, Progress, RejectedRows } from './report.ts';
import { codeAndDetailOf, type Result } from './result.ts';

const mostNamed = 5;

/** Rows with something in common. */
export class RowList {
  count = 0;
  readonly first: number[] = [];

  add(row: number): void {
    this.count += 1;
    if (this.first.length < mostNamed) this.first.push(row);
  }

  view() {
    return { count: this.count, first: [...this.first].sort((a, b) => a - b) };
  }
}

/** Rows that get no message, by the code of the reason. */
class Rejections {
  readonly #byCode = new Map<string, { readonly detail: string; readonly rows: RowList }>();

  get count(): number {
    return [...this.#byCode.values()].reduce((sum, { rows }) => sum + rows.count, 0);
  }

  add(row: number, code: string, detail: string): void {
    const entry = this.#byCode.get(code) ?? { detail, rows: new RowList() };
    this.#byCode.set(code, entry);
    entry.rows.add(row);
  }

  /** The most frequent reason first. */
  view(): readonly RejectedRows[] {
    const all = Array.from(this.#byCode, ([code, { detail, rows }]) => ({ code, detail, ...rows.view() }));
    return all.sort((a, b) => b.count - a.count);
  }
}

/** A message with one of these was not sent: the upstream gateway refused it, its validity ended, or it was cancelled. */
const unsent: ReadonlySet<string> = new Set<Status>(['failed', 'expired', 'canceled']);

/** Counts results. */
export class Tally {
  rows = 0;
  sent = 0;
  readonly duplicates = new RowList();
  readonly rejections = new Rejections();

  add(result: Result): void {
    this.rows += 1;
    if (result.status === 'duplicate') this.duplicates.add(result.row);
    else if (result.id !== undefined && !unsent.has(result.status)) this.sent += 1;
    else {
      const { code, detail } = codeAndDetailOf(result);
      this.rejections.add(result.row, code || result.status, detail);
    }
  }

  /** @param rows how many the file has */
  progress(rows: number, rate = 0, held?: string): Progress {
    return {
      rows,
      done: this.rows,
      sent: this.sent,
      withoutMessage: this.rejections.count + this.duplicates.count,
      rate,
      ...(rate > 0 && { secondsLeft: Math.ceil((rows - this.rows) / rate) }),
      ...(held !== undefined && { held }),
    };
  }
}

/** Verdicts that depend on the moment of the dry run, and on how much is asked at once: the message may well be sent later. */
const ofTheMoment = new Set(['rate_limited', 'insufficient_credit']);

/** Counts what a job would do, while it is planned. */
export class PlanCount {
  rows = 0;
  sendable = 0;
  segments = 0;
  credits = 0;
  /** The cost of messages that the credits did not cover, which is not in `credits`. */
  #unpriced = 0;
  #isMetered = false;
  readonly duplicates = new RowList();
  readonly rejections = new Rejections();
  readonly #ucs2 = new RowList();
  readonly #characters = new Map<string, number>();
  #sample: PlanSummary['sample'];

  bad({ row, code, detail }: BadRow): void {
    this.rejections.add(row, code, detail);
  }

  asked(row: Row, text: string, { verdict, detail, encoding, segments, credits }: RecipientPreview): void {
    if (verdict !== 'send' && !ofTheMoment.has(verdict)) {
      this.rejections.add(row.row, verdict, detail ?? '');
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
      withoutMessage: this.rejections.count + this.duplicates.count,
      rate: 0,
      ...(held !== undefined && { held }),
    };
  }

  /** @param available the account's credits; absent if not known, or not metered */
  view(available: number | undefined) {
    const characters = [...this.#characters].sort(([, a], [, b]) => b - a).slice(0, 10);
    const isMetered = this.#isMetered || available !== undefined;
    return {
      rows: this.rows,
      sendable: this.sendable,
      rejected: this.rejections.view(),
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
