import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createUpstreamCredentials, UpstreamCredentialsError } from '../../../functions/upstream/credentials.ts';

const minute = 60_000;

/** Credentials from a secret that holds these texts, one after the other; an error is thrown. */
const fromSecret = (...contents: (string | Error)[]) => {
  const client = new SecretsManagerClient({ region: 'eu-central-1' });
  const send = vi.spyOn(client, 'send').mockImplementation(async (command: unknown) => {
    expect(command).toBeInstanceOf(GetSecretValueCommand);
    const content = contents.shift();
    if (content instanceof Error) throw content;
    return { SecretString: content };
  });
  const { read, refused } = createUpstreamCredentials({ client, secretArn: 'arn', clock: () => time });
  return { credentials: read, refused, send };
};

let time = 0;
beforeEach(() => {
  time = 0;
});

const [old, rotated] = ['{"user":"shop","password":"old"}', '{"user":"shop","password":"new"}'];

describe('the gateway credentials', () => {
  test('are read once in five minutes, by callers at the same time too', async () => {
    const { credentials, send } = fromSecret(old, rotated);

    expect(await Promise.all([credentials(), credentials()])).toEqual([
      { user: 'shop', password: 'old' },
      { user: 'shop', password: 'old' },
    ]);
    time = 5 * minute - 1;
    expect(await credentials()).toEqual({ user: 'shop', password: 'old' });
    expect(send).toHaveBeenCalledTimes(1);
    time = 5 * minute;
    expect(await credentials()).toEqual({ user: 'shop', password: 'new' });
  });

  test('that the gateway refuses are read again for the next call', async () => {
    const { credentials, refused, send } = fromSecret(old, rotated);
    await credentials();
    time = 30_000;

    refused();

    expect(send).toHaveBeenCalledTimes(1);
    expect(await credentials()).toEqual({ user: 'shop', password: 'new' });
  });

  test('that the gateway goes on refusing are read every 30 seconds, and not more often', async () => {
    const { credentials, refused, send } = fromSecret(...Array.from({ length: 10 }, () => old));

    for (time = 0; time < minute; time += 100) {
      await credentials();
      refused();
    }

    expect(send).toHaveBeenCalledTimes(2);
  });

  test('are not kept any longer for being refused before any were read', async () => {
    const { credentials, refused } = fromSecret(old);

    refused();

    expect(await credentials()).toEqual({ user: 'shop', password: 'old' });
  });

  test('are read again after a failure', async () => {
    const { credentials } = fromSecret(new Error('throttled'), old);

    await expect(credentials()).rejects.toThrow('throttled');

    expect(await credentials()).toEqual({ user: 'shop', password: 'old' });
  });

  test.each([
    '',
    'p4ssw0rd',
    '{}',
    '{"user":"","password":"p4ssw0rd"}',
    '{"user":"shop","password":7}',
    '["p4ssw0rd"]',
    '{"user":"shop","password":"p4ssw0rd\\u0000"}',
    '{"user":"\\ud800","password":"p4ssw0rd"}',
  ])('that are %j are refused, and not repeated', async (content) => {
    const { credentials } = fromSecret(content);

    const error = await credentials().catch((error: unknown) => error);

    expect(error).toBeInstanceOf(UpstreamCredentialsError);
    expect(String(error)).not.toContain('p4ssw0rd');
  });
});
