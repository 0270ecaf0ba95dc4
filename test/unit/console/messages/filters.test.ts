import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  draftOf,
  filtersOf,
  isFiltered,
  isSame,
  readFilters,
  startOfDay,
  toggled,
} from '../../../../functions/console/pages/messages/filters.ts';

const zone = process.env['TZ'];
beforeAll(() => {
  process.env['TZ'] = 'Europe/Zurich';
});
afterAll(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

test('what an address cannot mean is left out', () => {
  const filters = readFilters({
    status: 'constructor',
    to: '',
    reference: '',
    from: 'yesterday',
    until: '',
    other: '1',
  });

  expect(filters).toEqual({});
  expect(isFiltered(filters)).toBe(false);
});

test('nor is a time asked for that has no name in a calendar of four digits', () => {
  const filters = readFilters({ from: '+275760-09-13T00:00:00.000Z', until: '-000001-12-31T00:00:00.000Z' });

  expect(filters).toEqual({});
  expect(() => draftOf(readFilters({ until: '9999-12-31T23:59:59Z' }))).not.toThrow();
});

test('a plus sign that was typed into the address is one', () => {
  expect(readFilters({ to: ' 41791234567' })).toEqual({ to: '+41791234567' });
});

describe('the form', () => {
  const filters = readFilters({
    status: 'failed',
    to: '+41791234567',
    reference: 'order 7',
    from: '2026-07-01T10:15:30Z',
    until: '2026-12-01T00:00:00.000Z',
  });

  test('shows times in the zone of the browser, in summer and in winter', () => {
    expect(draftOf(filters)).toEqual({
      status: 'failed',
      to: '+41791234567',
      reference: 'order 7',
      from: '2026-07-01T12:15',
      until: '2026-12-01T01:00',
    });
  });

  test('asks for what it shows, and leaves the seconds of a time that nobody has changed', () => {
    expect(isSame(filtersOf(draftOf(filters), '+41791234567', filters), filters)).toBe(true);
    expect(filtersOf({ ...draftOf(filters), from: '2026-07-01T12:16', reference: ' ' }, '', filters)).toEqual({
      status: 'failed',
      from: '2026-07-01T10:16:00.000Z',
      until: '2026-12-01T00:00:00.000Z',
    });
  });
});

test('a day begins at midnight where one is', () => {
  expect(startOfDay(new Date('2026-07-01T22:30:00Z'))).toBe('2026-07-01T22:00:00.000Z');
});

test('what is often looked for is added to what is looked for, and taken back', () => {
  const both = toggled({ reference: 'a' }, { status: 'failed' });

  expect(both).toEqual({ reference: 'a', status: 'failed' });
  expect(toggled(both, { status: 'scheduled' })).toEqual({ reference: 'a', status: 'scheduled' });
  expect(toggled(both, { status: 'failed' })).toEqual({ reference: 'a' });
});
