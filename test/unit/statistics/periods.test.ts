import { describe, expect, test } from 'vitest';
import { RangeOfTimeError } from '../../../functions/statistics/errors.ts';
import { spanOf } from '../../../functions/statistics/periods.ts';

const now = new Date('2030-06-15T12:34:56.789Z');

const at = (time: string) => `${time}.000Z`;

describe('the periods of statistics', () => {
  test('are the last 24 hours, or 30 days, up to now where nothing else is said', () => {
    const hours = spanOf({ by: 'hour' }, now);
    const days = spanOf({ by: 'day' }, now);

    expect(hours).toMatchObject({ from: at('2030-06-14T13:00:00'), until: at('2030-06-15T13:00:00') });
    expect([hours.starts.length, hours.starts[0], hours.starts.at(-1)]).toEqual([
      24,
      at('2030-06-14T13:00:00'),
      at('2030-06-15T12:00:00'),
    ]);
    expect(days).toMatchObject({ from: at('2030-05-17T00:00:00'), until: at('2030-06-16T00:00:00') });
    expect(days.starts).toHaveLength(30);
  });

  test('are whole: what is asked for is widened to them', () => {
    const from = '2030-06-10T10:59:59.999Z';
    const until = '2030-06-10T11:00:00.001Z';

    expect(spanOf({ by: 'hour', from, until }, now)).toEqual({
      from: at('2030-06-10T10:00:00'),
      until: at('2030-06-10T12:00:00'),
      starts: [at('2030-06-10T10:00:00'), at('2030-06-10T11:00:00')],
    });
    expect(spanOf({ by: 'day', from, until }, now).starts).toEqual([at('2030-06-10T00:00:00')]);
  });

  test('are those that were asked for where that is whole', () => {
    const asked = { by: 'hour', from: at('2030-06-10T10:00:00'), until: at('2030-06-10T11:00:00') } as const;

    expect(spanOf(asked, now).starts).toEqual([asked.from]);
  });

  test('may lie ahead, where they are asked for', () => {
    expect(
      spanOf({ by: 'day', from: at('2031-01-01T00:00:00'), until: at('2031-01-03T00:00:00') }, now).starts,
    ).toEqual([at('2031-01-01T00:00:00'), at('2031-01-02T00:00:00')]);
  });

  test.each([
    ['hour', '2030-06-01T00:00:00', '2030-07-02T00:00:00', 31 * 24],
    ['day', '2030-03-01T00:00:00', '2030-06-01T00:00:00', 92],
  ] as const)('by %s are as many as may be, and not one more', (by, from, until, most) => {
    const earlier = new Date(Date.parse(at(from)) - 1).toISOString();

    expect(spanOf({ by, from: at(from), until: at(until) }, now).starts).toHaveLength(most);
    expect(() => spanOf({ by, from: earlier, until: at(until) }, now)).toThrow(RangeOfTimeError);
  });

  test.each([
    ['ends before it begins', { from: at('2030-06-10T00:00:00'), until: at('2030-06-09T00:00:00') }],
    ['ends where it begins', { from: at('2030-06-10T00:00:00'), until: at('2030-06-10T00:00:00') }],
    ['begins in the future, and ends now', { from: at('2030-06-15T12:40:00') }],
  ])('are refused of a time that %s', (_, asked) => {
    expect(() => spanOf({ by: 'hour', ...asked }, now)).toThrow(RangeOfTimeError);
  });

  test.each([
    ['first', { from: '0000-01-01T00:00:00.000Z', until: '0000-01-02T05:00:00.000Z' }],
    ['last', { from: '9999-12-31T05:00:00.000Z', until: '9999-12-31T23:59:59.999Z' }],
  ])('are times of our calendar to its %s day', (_, asked) => {
    const { from, until, starts } = spanOf({ by: 'day', ...asked }, now);

    for (const time of [from, until, ...starts]) expect(time).toMatch(/^\d{4}-/);
  });

  test('are none before our calendar', () => {
    expect(() => spanOf({ by: 'day', until: '0000-01-01T00:00:00.000Z' }, now)).toThrow(RangeOfTimeError);
  });
});
