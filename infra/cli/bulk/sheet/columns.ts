import { bareNumber } from '../../../../functions/messages/number-spelling.ts';
import { SheetError } from '../errors.ts';

export interface Column {
  readonly name: string;
  /** From 0. */
  readonly at: number;
}

/** Usual names of phone number columns, as `plain` spells them: English, German, French, Italian. */
const numberNames: ReadonlySet<string> = new Set(
  [
    'to recipient recipients msisdn sms gsm number phone phonenumber phoneno mobile mobilephone mobilenumber mobilephonenumber mobileno cell',
    'cellphone cellnumber tel telephone telephonenumber',
    'nummer telefon telefonnummer telefonnr telnr mobil mobiltelefon mobilnummer mobilnr handy handynummer handynr natel',
    'natelnummer natelnr rufnummer empfanger telefonmobil telmobil',
    'numero numerodetelephone ndetelephone telephoneportable telephonemobile portable numeroportable mobiles natels destinataire telmobile nmobile telportable nportable',
    'telefono numeroditelefono cellulare numerocellulare telefonino destinatario',
  ].flatMap((names) => names.split(' ')),
);

/** Drops case, accents, blanks and punctuation, as in `Téléphone portable` or `E-Mail`. */
const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{Nd}]/gu, '')
    .toLowerCase();

/** People take these for the same name: `First name`, `first_name`, `FIRST-NAME`. */
const loose = (name: string): string =>
  name
    .normalize('NFC')
    .trim()
    .replace(/[\s_-]+/g, '_')
    .toLowerCase();

/**
 * The column of the phone numbers: of this name, or the only one with a usual name.
 * @throws {SheetError} naming the columns
 */
export const numberColumn = (columns: readonly Column[], name: string | undefined): Column => {
  const found =
    name === undefined ? columns.filter((column) => numberNames.has(plain(column.name))) : fitting(columns, name);
  const [column, another] = found;
  if (column !== undefined && another === undefined) return column;
  if (another !== undefined) {
    throw new SheetError(
      `The phone numbers may be in ${quotedNames(found)}. Say which column it is: --to-column NAME.`,
    );
  }
  if (columns.some((cell) => looksLikeNumber(cell.name))) {
    throw new SheetError('The first row contains a phone number. Insert a row above it with the names of the columns.');
  }
  throw new SheetError(
    name === undefined
      ? `No column has a usual name for phone numbers. Say which column it is: --to-column NAME. The columns are ${quotedNames(columns)}.`
      : `There is no column "${name}". The columns are ${quotedNames(columns)}.`,
  );
};

/**
 * The column for each placeholder of the text, by the placeholder's name.
 * @throws {SheetError} naming all placeholders without a column, and the columns
 */
export const placeholderColumns = (
  columns: readonly Column[],
  placeholders: readonly string[],
): ReadonlyMap<string, Column> => {
  const found = new Map<string, Column>();
  const problems: string[] = [];
  for (const name of placeholders) {
    const fits = fitting(columns, name);
    const [column, another] = fits;
    if (column === undefined) problems.push(`There is no column for {${name}}.`);
    else if (another !== undefined) problems.push(`{${name}} may be ${quotedNames(fits)}: rename all but one.`);
    else found.set(name, column);
  }
  if (problems.length > 0) throw new SheetError(`${problems.join(' ')} The columns are ${quotedNames(columns)}.`);
  return found;
};

/** Columns of exactly this name, or else of names that people take for the same. */
const fitting = (columns: readonly Column[], name: string): readonly Column[] => {
  const exact = columns.filter((column) => column.name === name);
  return exact.length > 0 ? exact : columns.filter((column) => loose(column.name) === loose(name));
};

/** A year or an order number is shorter. */
const looksLikeNumber = (cell: string): boolean => /^\+?[\d\s()./-]{7,}$/.test(bareNumber(cell));

const mostNamed = 30;
const longestName = 60;

const quotedNames = (columns: readonly Column[]): string => {
  const names = columns.slice(0, mostNamed).map(({ name }) => JSON.stringify(shortened(name)));
  const rest = columns.length - mostNamed;
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
};

const shortened = (name: string): string => (name.length > longestName ? `${name.slice(0, longestName)}…` : name);
