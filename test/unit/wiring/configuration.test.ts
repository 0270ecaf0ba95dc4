import { describe, expect, test } from 'vitest';
import {
  ConfigurationError,
  configuration,
  recordSettings,
  sendSettings,
  sweepSettings,
  upstreamSettings,
  xmlRpcSettings,
} from '../../../functions/wiring/configuration.ts';

describe('configuration', () => {
  test('reads numbers and lists', () => {
    const env = { MESSAGES_TABLE: 'messages', RETENTION_DAYS: '90', PATH: '/bin' };

    expect(configuration(recordSettings, env)).toEqual({ MESSAGES_TABLE: 'messages', RETENTION_DAYS: 90 });
    expect(
      configuration(sendSettings, { DEFAULT_REGION: 'CH', ALLOWED_COUNTRIES: 'CH,DE', MAX_SEGMENTS: '10' }),
    ).toEqual({ DEFAULT_REGION: 'CH', ALLOWED_COUNTRIES: ['CH', 'DE'], MAX_SEGMENTS: 10, STORE_TEXT: 'true' });
  });

  test('takes limits and forgets texts where it is told to', () => {
    const env = { DEFAULT_REGION: 'CH', ALLOWED_COUNTRIES: 'CH', MAX_SEGMENTS: '10' };

    expect(
      configuration(sendSettings, { ...env, DEFAULT_MESSAGES_PER_MINUTE: '60', STORE_TEXT: 'false' }),
    ).toMatchObject({ DEFAULT_MESSAGES_PER_MINUTE: 60, STORE_TEXT: 'false' });
    expect(() => configuration(sendSettings, { ...env, DEFAULT_MESSAGES_PER_DAY: '0' })).toThrow(ConfigurationError);
    expect(() => configuration(sendSettings, { ...env, STORE_TEXT: 'no' })).toThrow(ConfigurationError);
  });

  test("has the interface document's sender and five failed logins where it is told neither", () => {
    expect(configuration(xmlRpcSettings, {})).toEqual({
      LEGACY_DEFAULT_SENDER: 'textobox.ch',
      LEGACY_LOGIN_FAILURES: 5,
    });
  });

  test('has no helper of the sweep where it is told of none, and none where it is told so', () => {
    const env = { SWEEP_INTERVAL_MINUTES: '1', CREDITS_THRESHOLD: '100' };

    for (const told of [{}, { SWEEP_HELPERS: '0' }]) {
      expect(configuration(sweepSettings, { ...env, ...told })).toMatchObject({ SWEEP_HELPERS: 0 });
    }
    expect(() => configuration(sweepSettings, { ...env, SWEEP_HELPERS: '' })).toThrow(ConfigurationError);
  });

  test('names everything that is wrong at once', () => {
    const read = () => configuration(sendSettings, { ALLOWED_COUNTRIES: 'CH,Germany', MAX_SEGMENTS: '0' });

    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(/DEFAULT_REGION.*ALLOWED_COUNTRIES.*MAX_SEGMENTS/s);
  });

  test.each(['', '0', '-1', '1.5', '1e3', ' 90', 'ninety'])('does not take %j for a number of days', (days) => {
    const env = { MESSAGES_TABLE: 'messages', RETENTION_DAYS: days };

    expect(() => configuration(recordSettings, env)).toThrow(ConfigurationError);
  });

  test.each(['', 'CH,', 'ch', 'CHE', 'CH DE'])('does not take %j for countries', (countries) => {
    const env = { DEFAULT_REGION: 'CH', ALLOWED_COUNTRIES: countries, MAX_SEGMENTS: '10' };

    expect(() => configuration(sendSettings, env)).toThrow(ConfigurationError);
  });

  test('does not take anything for an address', () => {
    const env = { GATEWAY_URL: 'sms.example.org', GATEWAY_SECRET_ARN: 'arn' };

    expect(() => configuration(upstreamSettings, env)).toThrow(ConfigurationError);
  });
});
