import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { encodeCall } from '../xmlrpc/encode.ts';
import { XmlRpcEncodeError } from '../xmlrpc/errors.ts';

/** How long a container goes on with the credentials it has read: so soon a rotated secret is in use everywhere. */
const cacheMillis = 5 * 60_000;
/** How long it goes on with them at least, though the upstream refuses them: a wrong secret is not read without end. */
const refusedMillis = 30_000;

/** A call holds them: of one that could not be encoded it would be said that its message is at fault. */
const isEncodable = (text: string): boolean => {
  try {
    encodeCall('auth', [text]);
    return true;
  } catch (error) {
    if (error instanceof XmlRpcEncodeError) return false;
    throw error;
  }
};

const credential = v.pipe(v.string(), v.nonEmpty(), v.check(isEncodable));
const credentialsSchema = v.object({ user: credential, password: credential });

export type UpstreamCredentials = v.InferOutput<typeof credentialsSchema>;

/** The secret does not hold `{"user": …, "password": …}`. Does not repeat what it holds. */
export class UpstreamCredentialsError extends Error {
  override readonly name = 'UpstreamCredentialsError';
}

interface Dependencies {
  readonly client: SecretsManagerClient;
  readonly secretArn: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** The upstream's credentials from their secret, kept for five minutes or until the upstream refuses them. */
export const createUpstreamCredentials = ({ client, secretArn, clock }: Dependencies) => {
  let kept: { readonly credentials: Promise<UpstreamCredentials>; readonly readAt: number } | undefined;

  const isOlderThan = (millis: number): boolean => kept === undefined || clock() - kept.readAt >= millis;

  const readSecret = async (): Promise<UpstreamCredentials> => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), credentialsSchema), SecretString);
    if (parsed.success) return parsed.output;
    throw new UpstreamCredentialsError(
      'The gateway secret must be JSON with "user" and "password", both not empty and of characters that XML allows.',
    );
  };

  return {
    read: async (): Promise<UpstreamCredentials> => {
      if (kept === undefined || isOlderThan(cacheMillis)) kept = { credentials: readSecret(), readAt: clock() };
      const { credentials } = kept;
      // A failure is not kept: the next call reads again.
      credentials.catch(() => {
        if (kept?.credentials === credentials) kept = undefined;
      });
      return credentials;
    },

    /** Told that the upstream refuses them: the secret may have been rotated, and is read anew for the next call. */
    refused: (): void => {
      if (isOlderThan(refusedMillis)) kept = undefined;
    },
  };
};
