import type { Status } from '../../../client/index.ts';
import { isStatus } from '../../statuses.ts';
import { wallAt } from '../../zones.ts';

/** Which messages are looked for. Times are RFC 3339 in UTC, the recipient is E.164. */
export type Filters = {
  readonly status?: Status;
  readonly to?: string;
  readonly reference?: string;
  readonly from?: string;
  readonly until?: string;
};

/** Of an address. What means nothing is left out; a plus sign may have become a blank. */
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
  // The API has no others, nor has the last of those that a browser knows a name in each zone. That of no time is no number.
  return year >= 0 && year <= 9999 ? { [name]: time.toISOString() } : {};
};

const names = ['status', 'to', 'reference', 'from', 'until'] as const;

export const isSame = (one: Filters, other: Filters): boolean =>
  names.every((name) => (one[name] ?? '') === (other[name] ?? ''));

export const isFiltered = (filters: Filters): boolean => !isSame(filters, {});

/** What stands in the fields of the form: times as `datetime-local` has them, in the browser's zone. */
export type Draft = Readonly<Record<(typeof names)[number], string>>;

export const draftOf = ({ status, to = '', reference = '', from, until }: Filters): Draft => ({
  status: status ?? '',
  to,
  reference,
  from: localTime(from),
  until: localTime(until),
});

/**
 * What the form asks for.
 * @param to the recipient of the draft, as E.164
 * @param current a time of these that stands unchanged in the form keeps its seconds, which the form does not show
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

/** When the day of this time began, in the browser's zone. */
export const startOfDay = (now: Date): string =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();

/** With what was not so, or without it where it was. */
export const toggled = (filters: Filters, change: Filters): Filters => {
  const changed = { ...filters, ...change };
  if (!isSame(filters, changed)) return changed;
  return Object.fromEntries(Object.entries(filters).filter(([name]) => !Object.hasOwn(change, name)));
};
