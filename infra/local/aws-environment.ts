import { delimiter, dirname } from 'node:path';

/** A region near the upstream gateway. The emulator has all regions. */
export const REGION = 'eu-central-2';

/** Emulators take these for their default account. */
export const ACCOUNT_ID = '000000000000';
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** The caller's environment without anything that could lead an AWS client elsewhere, and with this Node first in the PATH. */
export function environmentWithoutAws(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name));
  return { ...Object.fromEntries(kept), PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter) };
}

/** The environment for AWS clients that must reach the emulator and nothing else. */
export function emulatorEnvironment(endpoint: string): NodeJS.ProcessEnv {
  return {
    ...environmentWithoutAws(),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    // A profile in the caller's files could name other endpoints and other credentials.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
