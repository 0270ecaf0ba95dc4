import type { Status } from '../../../client/index.ts';
import { isStatus } from '../../statuses.ts';
import { wallAt } from '../../zones.ts';

/** The search for messages. Times are RFC 3339 in UTC, the recipient is E.164. */
export type Filters = {
  readonly status?: Status;
  readonly to?: string;
  readonly reference?: string;
  readonly from?: string;
  readonly until?: string;
};

/** Reads the filters of an address. Leaves out values that mean nothing. A plus sign may have become a space. */
export const readFilters = ({ status, to, reference, from, until }: Readonly<Record<string, string>>): Filters => ({
  ...(isStatus(status) && { status }),
  ...(to && { to: to.replace(/^ /, '+') }),
  ...(reference && { reference }),
  ...instantOf('from', from),
  ...instantOf('until', until),
});

const instantOf = (name: 'from' | 'until', text: string | undefined): Filters => {
  const time = new Date(text ?? '');
  const year = time.getUTCFullYear();
  // The API takes only these years. The comparison is also false for an invalid time, because its year is `NaN`.
  return year >= 0 && year <= 9999 ? { [name]: time.toISOString() } : {};
};

const names = ['status', 'to', 'reference', 'from', 'until'] as const;

export const isSame = (one: Filters, other: Filters): boolean =>
  names.every((name) => (one[name] ?? '') === (other[name] ?? ''));

export const isFiltered = (filters: Filters): boolean => !isSame(filters, {});

/** The values of the form's fields. Times are as in `datetime-local`, in the browser's time zone. */
export type Draft = Readonly<Record<(typeof names)[number], string>>;

export const draftOf = ({ status, to = '', reference = '', from, until }: Filters): Draft => ({
  status: status ?? '',
  to,
  reference,
  from: localTime(from),
  until: localTime(until),
});

/**
 * The filters that the form asks for.
 * @param to the recipient of the draft, as E.164
 * @param current the present filters: a time that is unchanged in the form keeps its seconds, which the form does not
 * show
 */
export const filtersOf = (draft: Draft, to: string, current: Filters): Filters =>
  readFilters({
    status: draft.status,
    to,
    reference: draft.reference.trim(),
    from: kept(draft.from, current.from),
    until: kept(draft.until, current.until),
  });

const kept = (local: string, current: string | undefined): string =>
  current !== undefined && local === localTime(current) ? current : local;

const localTime = (instant: string | undefined): string => (instant === undefined ? '' : wallAt(new Date(instant)));

/** When the day of this time began, in the browser's time zone. */
export const startOfDay = (now: Date): string =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();

/** Applies a change, or removes it if it is applied already. */
export const toggled = (filters: Filters, change: Filters): Filters => {
  const changed = { ...filters, ...change };
  if (!isSame(filters, changed)) return changed;
  return Object.fromEntries(Object.entries(filters).filter(([name]) => !Object.hasOwn(change, name)));
};
