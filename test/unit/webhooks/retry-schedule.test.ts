import { afterEach, describe, expect, it, vi } from 'vitest';
import { retryAfterMillis } from '../../../functions/webhooks/retry-schedule.ts';

const now = new Date('2026-11-26T14:00:00.000Z');
const hour = 3_600_000;

afterEach(() => vi.unstubAllEnvs());

describe('Retry-After', () => {
  it.each([
    ['120', 120_000],
    [' 120 ', 120_000],
    ['86401', 24 * hour],
    ['9'.repeat(400), 24 * hour],
    ['Thu, 26 Nov 2026 15:00:00 GMT', hour],
    ['Sat, 26 Nov 2033 15:00:00 GMT', 24 * hour],
    ['Thursday, 26-Nov-26 15:00:00 GMT', hour],
    ['Thu Nov 26 15:00:00 2026', hour],
    ['Fri Dec  4 15:00:00 2026', 24 * hour],
    ['Thu, 26 Nov 2026 15:00:00', hour],
    ['Thu, 26 Nov 2026 15:00:00 +0000', hour],
  ])('%j asks for %d milliseconds, wherever this machine is', (header, millis) => {
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/New_York']) {
      vi.stubEnv('TZ', zone);
      expect(retryAfterMillis(header, now)).toBe(millis);
    }
  });

  it.each([
    ...['', '0', '-5', '+5', '1.5', '1e3', '0x10', '120, 60', '٣', 'soon'],
    ...['Thu, 26 Nov 2026 13:00:00 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Thu Nov  5 15:00:00 2026'],
    ...['Fri, 99 Nov 2026 15:00:00 GMT', '2026-11-26T15:00:00Z', 'May 2030', 'Mon 2030'],
  ])('%j asks for nothing', (header) => {
    vi.stubEnv('TZ', 'America/New_York');
    expect(retryAfterMillis(header, now)).toBeUndefined();
  });

  it('asks for nothing where it is absent', () => expect(retryAfterMillis(undefined, now)).toBeUndefined());
});
