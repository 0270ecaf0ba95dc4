import { bareNumber, isShortened, spellingProblem } from '../../../../functions/messages/number-spelling.ts';
import { fill, type Template } from '../../../../functions/messages/template.ts';
import type { Cells } from './cells.ts';
import type { Column } from './columns.ts';
import type { BadRow, Row } from './row.ts';

interface RowRules {
  /** Cells to the right of this one must be empty. */
  readonly width: number;
  readonly to: Column;
  readonly placeholders: ReadonlyMap<string, Column>;
  readonly template: Template;
  readonly defaults: Readonly<Record<string, string>>;
}

/** In UTF-16 code units: several times the longest text that the API sends in any encoding. */
const longestText = 10_000;

/** In UTF-16 code units, the API's limit. A cell may have a million, for which a request has no room. */
const longestNumber = 64;

/** Rejects rows that are wrong by themselves. The API judges the others. */
export const createRowReader = ({ width, to: { at: toAt }, placeholders, template, defaults }: RowRules) => {
  // The order in which requests are digested (job/content.ts), so that a million rows need no sorting.
  const columnsByName = [...placeholders].sort(([a], [b]) => (a < b ? -1 : 1));

  return ({ row, cells }: Cells): Row | BadRow => {
    const to = cells[toAt]?.trim() ?? '';
    const reject = (code: string, detail: string): BadRow => ({
      row,
      to: to.length > longestNumber ? `${to.slice(0, longestNumber)}…`.toWellFormed() : to,
      code,
      detail,
    });

    if (cells.length > width && cells.slice(width).some((cell) => cell.trim() !== '')) {
      const detail = `The row has ${cells.length} cells, but the header ${width}. Put cells that contain the delimiter in quotation marks.`;
      return reject('invalid_recipient', detail);
    }
    const bare = bareNumber(to);
    if (bare.length > longestNumber) {
      return reject('invalid_number', `This is not a phone number: it has more than ${longestNumber} characters.`);
    }
    const problem = bare === '' || isShortened(bare) ? spellingProblem(bare) : undefined;
    if (problem !== undefined) return reject('invalid_number', problem);

    const values: [name: string, value: string][] = [];
    for (const [name, { at }] of columnsByName) {
      // Excel leaves out empty cells at the end of a row.
      const cell = cells[at] ?? '';
      const value = cell.trim() === '' ? (Object.hasOwn(defaults, name) ? defaults[name] : undefined) : cell;
      if (value === undefined)
        return reject('invalid_values', `The value for {${name}} is empty. Fill it in, or give a --default for it.`);
      if (value.includes(lost)) {
        return reject(
          'invalid_values',
          `The value for {${name}} contains "${lost}": a letter was lost before the file was saved.`,
        );
      }
      if (failed.test(value.trim())) {
        return reject(
          'invalid_values',
          `The value for {${name}} is "${value.trim()}", which a spreadsheet shows in place of a value.`,
        );
      }
      values.push([name, value]);
    }
    const own = Object.fromEntries(values);
    const filled = fill(template, [own], longestText);
    return 'problem' in filled ? reject('invalid_values', filled.problem) : { row, to, values: own };
  };
};

/** What spreadsheets show for failed formulas, in Excel's languages, and in too narrow columns: `#N/A`, `#BEZUG!`, `Err:502`, `####`. */
const failed = /^(?:#[¡¿]?[\p{Lu}\d/_]+[!?]|#N(?:\/?[AV]|\/D(?:ISP)?)|#{2,}|Err:\d{3})$/u;

/** Programs write this character in place of bytes that they could not read. */
const lost = '\ufffd';
