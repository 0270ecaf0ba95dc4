import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { once as onlyOnce } from '../../../functions/runtime/once.ts';
import { CREDENTIALS, REGION } from '../../../infra/local/aws-environment.ts';
import { accountId } from '../stack/aws-events.ts';
import type { DeployedFunction } from './deployed-functions.ts';
import { type Outcome, startRuntimeApi } from './runtime-api.ts';

export interface InvokeOptions {
  /** X-Ray's trace id, as it comes with the event. */
  readonly traceHeader?: string;
  /** The function's timeout; absent: as it is deployed. */
  readonly millis?: number;
}

export interface ContainerOptions {
  /** The path of the runtime interface client. */
  readonly program: string;
  readonly folder: string;
  readonly fn: DeployedFunction;
  /** The URL of the emulated AWS services. */
  readonly awsUrl: string;
}

/**
 * One container of a function, as on AWS: its bundle in a process of AWS's own runtime, with the function's environment
 * only.
 */
export const startContainer = async ({ program, folder, fn, awsUrl }: ContainerOptions) => {
  const api = await startRuntimeApi();
  const env = { ...environmentOf(fn, folder), AWS_LAMBDA_RUNTIME_API: api.address, AWS_ENDPOINT_URL: awsUrl };
  // The runtime ends when it can ask for no more events, so also if this process ends without `stop`.
  const child = spawn(process.execPath, [`--max-old-space-size=${fn.memoryMiB}`, program], {
    env,
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const ended = closed.then(() => {
    throw new Error(`The runtime of ${fn.entry} has ended:\n${output}`);
  });
  // If the runtime ends while nobody waits, the next call reports it.
  ended.catch(() => {});

  const timeIsOver = async (millis: number, signal: AbortSignal): Promise<never> => {
    await sleep(millis, undefined, { signal });
    throw new Error(`${fn.entry} did not answer within its ${millis} ms:\n${output}`);
  };

  return {
    /** @throws Error if the runtime ends, or the function runs into its timeout */
    invoke: async (
      event: unknown,
      { traceHeader, millis = fn.timeoutMillis }: InvokeOptions = {},
    ): Promise<Outcome> => {
      const answered = new AbortController();
      const functionArn = `arn:aws:lambda:${REGION}:${accountId}:function:${fn.entry}`;
      const invocation = { event, functionArn, deadline: Date.now() + millis, ...(traceHeader && { traceHeader }) };
      try {
        return await Promise.race([api.invoke(invocation), ended, timeIsOver(millis, answered.signal)]);
      } finally {
        answered.abort();
      }
    },

    /** Ends the container. @returns every line that it wrote */
    stop: onlyOnce(async (): Promise<string[]> => {
      child.kill('SIGKILL');
      await closed;
      await api.close();
      return output.split('\n').filter((line) => line !== '');
    }),
  };
};

export type Container = Awaited<ReturnType<typeof startContainer>>;

/** The function's variables, and those that Lambda sets ("Defined runtime environment variables"). */
const environmentOf = ({ entry, handler, memoryMiB, environment }: DeployedFunction, folder: string) => ({
  ...environment,
  _HANDLER: handler,
  LAMBDA_TASK_ROOT: folder,
  LAMBDA_RUNTIME_DIR: '/var/runtime',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: entry.replace('/', '-'),
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMiB),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${entry}`,
  AWS_LAMBDA_LOG_STREAM_NAME: '2030/06/01/[$LATEST]0123456789abcdef0123456789abcdef',
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_SESSION_TOKEN: 'token',
  AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
  AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  PATH: '/usr/local/bin:/usr/bin:/bin',
});
