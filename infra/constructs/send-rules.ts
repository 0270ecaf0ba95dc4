import type { Settings } from '../settings.ts';
import type { ServiceFunction } from './service-function.ts';

/** Gives a function the rules about what may be sent and where to. Functions that read numbers need them too. */
export function giveSendRules(fn: ServiceFunction, settings: Settings): void {
  giveRegion(fn, settings);
  fn.give({
    environment: {
      ALLOWED_COUNTRIES: settings.allowedCountries.join(','),
      MAX_SEGMENTS: String(settings.maxSegments),
      STORE_TEXT: String(settings.storeText),
      ...limitVariables(settings),
    },
    statements: [],
  });
}

/** Gives a function the region in which it reads national numbers, for accounts without their own region. */
export function giveRegion(fn: ServiceFunction, { numberRegion }: Settings): void {
  fn.give({ environment: { DEFAULT_REGION: numberRegion }, statements: [] });
}

/** A limit that is not set has no variable. */
const limitVariables = ({ messagesPerMinute, messagesPerDay }: Settings): Record<string, string> => ({
  ...(messagesPerMinute !== undefined && { DEFAULT_MESSAGES_PER_MINUTE: String(messagesPerMinute) }),
  ...(messagesPerDay !== undefined && { DEFAULT_MESSAGES_PER_DAY: String(messagesPerDay) }),
});
