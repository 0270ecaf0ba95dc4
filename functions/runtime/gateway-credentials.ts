import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as v from 'valibot';

/** How long a container goes on with the credentials it has read: so soon a rotated secret is in use everywhere. */
const cacheMillis = 5 * 60_000;

const credentialsSchema = v.object({
  user: v.pipe(v.string(), v.nonEmpty()),
  password: v.pipe(v.string(), v.nonEmpty()),
});

export type GatewayCredentials = v.InferOutput<typeof credentialsSchema>;

/** The secret does not hold `{"user": …, "password": …}`. Does not repeat what it holds. */
export class GatewayCredentialsError extends Error {
  override readonly name = 'GatewayCredentialsError';
}

interface Dependencies {
  readonly client: SecretsManagerClient;
  readonly secretArn: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Reads the upstream gateway's credentials from their secret, and keeps them for five minutes. */
export const createGatewayCredentials = ({ client, secretArn, clock }: Dependencies) => {
  let kept: { readonly credentials: Promise<GatewayCredentials>; readonly until: number } | undefined;

  const read = async (): Promise<GatewayCredentials> => {
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), credentialsSchema), SecretString);
    if (parsed.success) return parsed.output;
    throw new GatewayCredentialsError('The gateway secret must be JSON with "user" and "password", both not empty.');
  };

  return async (): Promise<GatewayCredentials> => {
    if (kept === undefined || kept.until <= clock()) kept = { credentials: read(), until: clock() + cacheMillis };
    const { credentials } = kept;
    // A failure is not kept: the next call reads again.
    credentials.catch(() => {
      if (kept?.credentials === credentials) kept = undefined;
    });
    return credentials;
  };
};
