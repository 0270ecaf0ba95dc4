import { bareNumber, isShortened, spellingProblem } from '../../../../functions/messages/number-spelling.ts';
import { fill, type Template } from '../../../../functions/messages/template.ts';
import type { Cells } from './cells.ts';
import type { Column } from './columns.ts';
import type { BadRow, Row } from './row.ts';

interface RowRules {
  /** Cells that a row may have with something in them. */
  readonly width: number;
  readonly to: Column;
  readonly places: ReadonlyMap<string, Column>;
  readonly template: Template;
  readonly defaults: Readonly<Record<string, string>>;
}

/** In UTF-16 code units: several times what the API sends at most, whatever the encoding makes of it. */
const longestText = 10_000;

/** In UTF-16 code units: as many as the API takes. A cell may have a million, and no request has room for those. */
const longestNumber = 64;

/** Reads rows as far as the file alone tells what they are worth; the rest is the API's to judge. */
export const createRowReader = ({ width, to: { at: toAt }, places, template, defaults }: RowRules) => {
  // As requests are digested (job/content.ts): values that come in this order need no sorting, a million times.
  const placesByName = [...places].sort(([a], [b]) => (a < b ? -1 : 1));

  return ({ row, cells }: Cells): Row | BadRow => {
    const to = cells[toAt]?.trim() ?? '';
    const refuse = (code: string, detail: string): BadRow => ({
      row,
      to: to.length > longestNumber ? `${to.slice(0, longestNumber)}…`.toWellFormed() : to,
      code,
      detail,
    });

    if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) {
      const detail = `The row has ${cells.length} cells, and the header ${width}: one with a delimiter in it is not quoted.`;
      return refuse('invalid_recipient', detail);
    }
    const bare = bareNumber(to);
    if (bare.length > longestNumber) {
      return refuse('invalid_number', `This is not a phone number: it has more than ${longestNumber} characters.`);
    }
    const problem = bare === '' || isShortened(bare) ? spellingProblem(bare) : undefined;
    if (problem !== undefined) return refuse('invalid_number', problem);

    const values: [name: string, value: string][] = [];
    for (const [name, { at }] of placesByName) {
      // Excel leaves out empty cells at the end of rows, so one that is not there is an empty one.
      const cell = cells[at] ?? '';
      const value = cell.trim() === '' ? (Object.hasOwn(defaults, name) ? defaults[name] : undefined) : cell;
      if (value === undefined) return refuse('invalid_values', `The value for {${name}} is empty, and has no default.`);
      if (value.includes(lost)) {
        return refuse(
          'invalid_values',
          `The value for {${name}} has a "${lost}": a letter was lost before the file was saved.`,
        );
      }
      if (failed.test(value.trim())) {
        return refuse(
          'invalid_values',
          `The value for {${name}} is "${value.trim()}": a spreadsheet shows that where it has no value.`,
        );
      }
      values.push([name, value]);
    }
    const own = Object.fromEntries(values);
    const filled = fill(template, [own], longestText);
    return 'problem' in filled ? refuse('invalid_values', filled.problem) : { row, to, values: own };
  };
};

/** Of formulas that failed, in the languages of Excel, and of columns that are too narrow: `#N/A`, `#BEZUG!`, `Err:502`, `####`. */
const failed = /^(?:#[¡¿]?[\p{Lu}\d/_]+[!?]|#N(?:\/?[AV]|\/D(?:ISP)?)|#{2,}|Err:\d{3})$/u;

/** What programs write in the place of bytes that they could not read. */
const lost = '\ufffd';
