import { bareNumber } from '../../../../functions/messages/number-spelling.ts';
import { SheetError } from '../errors.ts';

/** A column of the sheet. */
export interface Column {
  readonly name: string;
  /** From 0. */
  readonly at: number;
}

/** What columns of numbers are called, in the spelling of `plain`: English, German, French, Italian. */
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

/** A header's name without case, accents, blanks and punctuation: `Téléphone portable`, `E-Mail`. */
const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{Nd}]/gu, '')
    .toLowerCase();

/** As people write one name: `First name`, `first_name` and `FIRST-NAME`. */
const loose = (name: string): string =>
  name
    .normalize('NFC')
    .trim()
    .replace(/[\s_-]+/g, '_')
    .toLowerCase();

/**
 * The column with the numbers: of this name, or else found by what such columns are called.
 * @throws {SheetError} naming the columns
 */
export const numberColumn = (columns: readonly Column[], name: string | undefined): Column => {
  const found =
    name === undefined ? columns.filter((column) => numberNames.has(plain(column.name))) : fitting(columns, name);
  const [column, another] = found;
  if (column !== undefined && another === undefined) return column;
  if (another !== undefined) {
    throw new SheetError(
      `The recipients may be in ${quotedNames(found)}. Say which column they are in: --to-column NAME.`,
    );
  }
  if (columns.some((cell) => looksLikeNumber(cell.name))) {
    throw new SheetError(
      'There is a phone number in the first row. The file needs a row above it with the names of its columns.',
    );
  }
  throw new SheetError(
    name === undefined
      ? `No column is called like one of phone numbers. Say which it is with --to-column NAME: there are ${quotedNames(columns)}.`
      : `There is no column "${name}". There are ${quotedNames(columns)}.`,
  );
};

/**
 * The column for each of the text's places, by the place's name.
 * @throws {SheetError} naming all places without one, and the columns
 */
export const placeColumns = (columns: readonly Column[], places: readonly string[]): ReadonlyMap<string, Column> => {
  const found = new Map<string, Column>();
  const problems: string[] = [];
  for (const place of places) {
    const fits = fitting(columns, place);
    const [column, another] = fits;
    if (column === undefined) problems.push(`There is no column for {${place}}.`);
    else if (another !== undefined) problems.push(`For {${place}} there are ${quotedNames(fits)}: rename all but one.`);
    else found.set(place, column);
  }
  if (problems.length > 0) throw new SheetError(`${problems.join(' ')} The columns are ${quotedNames(columns)}.`);
  return found;
};

/** Of exactly this name, or else of one that people take for the same. */
const fitting = (columns: readonly Column[], name: string): readonly Column[] => {
  const exact = columns.filter((column) => column.name === name);
  return exact.length > 0 ? exact : columns.filter((column) => loose(column.name) === loose(name));
};

/** Digits as a number has them, and nothing else; a year or a number of an order is shorter. */
const looksLikeNumber = (cell: string): boolean => /^\+?[\d\s()./-]{7,}$/.test(bareNumber(cell));

const mostNamed = 30;
const longestName = 60;

const quotedNames = (columns: readonly Column[]): string => {
  const names = columns.slice(0, mostNamed).map(({ name }) => JSON.stringify(shortened(name)));
  const rest = columns.length - mostNamed;
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
};

const shortened = (name: string): string => (name.length > longestName ? `${name.slice(0, longestName)}…` : name);
