import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';
import { encodeCall } from '../xmlrpc/encode.ts';
import { XmlRpcEncodeError } from '../xmlrpc/errors.ts';

/** A container keeps the credentials this long. After that, a rotated secret is in use everywhere. */
const cacheMillis = 5 * 60_000;
/**
 * It keeps them at least this long even if the upstream refuses them, so that it does not read a wrong secret all the
 * time.
 */
const refusedMillis = 30_000;

/** Every call contains the credentials. If they could not be encoded, the error would blame the message. */
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

/** The secret does not hold `{"user": …, "password": …}`. The error does not repeat its contents. */
export class UpstreamCredentialsError extends Error {
  override readonly name = 'UpstreamCredentialsError';
}

interface Dependencies {
  readonly client: SecretsManagerClient;
  readonly secretArn: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Reads the upstream's credentials from their secret, and keeps them for five minutes or until the upstream refuses
 * them.
 */
export const createUpstreamCredentials = ({ client, secretArn, clock }: Dependencies) => {
  let kept: { readonly credentials: Promise<UpstreamCredentials>; readonly readAt: number } | undefined;

  const isOlderThan = (millis: number): boolean => kept === undefined || clock() - kept.readAt >= millis;

  const readSecret = async (): Promise<UpstreamCredentials> => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), credentialsSchema), SecretString);
    if (parsed.success) return parsed.output;
    throw new UpstreamCredentialsError(
      'The gateway secret must be JSON with "user" and "password": neither empty, and only characters that XML allows.',
    );
  };

  return {
    read: async (): Promise<UpstreamCredentials> => {
      if (kept === undefined || isOlderThan(cacheMillis)) kept = { credentials: readSecret(), readAt: clock() };
      const { credentials } = kept;
      // If reading failed, the next call reads again.
      credentials.catch(() => {
        if (kept?.credentials === credentials) kept = undefined;
      });
      return credentials;
    },

    /** The upstream refuses the credentials. The secret may have been rotated, so the next call reads it again. */
    refused: (): void => {
      if (isOlderThan(refusedMillis)) kept = undefined;
    },
  };
};
