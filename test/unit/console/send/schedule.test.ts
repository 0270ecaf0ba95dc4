import { describe, expect, test } from 'vitest';
import { scheduleFor, zurich } from '../../../../functions/console/pages/send/schedule.ts';

describe('a schedule', () => {
  test('tells of an hour that there is twice, and means the first', () => {
    expect(scheduleFor('2026-10-25T02:30', zurich)).toEqual({
      at: new Date('2026-10-25T00:30:00Z'),
      isRepeated: true,
      isRepeatedInZurich: true,
    });
  });

  test('tells of one that is there twice in Zurich alone, or elsewhere alone', () => {
    expect(scheduleFor('2026-11-01T01:30', 'America/New_York')).toMatchObject({
      isRepeated: true,
      isRepeatedInZurich: false,
    });
    expect(scheduleFor('2026-10-24T20:30', 'America/New_York')).toEqual({
      at: new Date('2026-10-25T00:30:00Z'),
      isRepeated: false,
      isRepeatedInZurich: true,
    });
  });

  test('has no instant in an hour that there is not', () => {
    expect(scheduleFor('2026-03-29T02:30', zurich).at).toBeUndefined();
  });
});
