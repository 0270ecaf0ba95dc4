import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { LOCAL_FOLDER } from '../../../infra/local/stack-file.ts';
import { installCommand } from './install-packages.ts';

const run = promisify(execFile);

const folder = fileURLToPath(new URL('../../fixtures/clients', import.meta.url));
const javaFolder = join(LOCAL_FOLDER, 'java');

type Command = readonly [program: string, ...args: string[]];

interface SmsProgram {
  /** The program and the arguments before its own. */
  readonly command: Command;
  /** Exits with 0 if everything that the program needs is installed. */
  readonly probe: Command;
}

const perl = {
  probe: ['perl', '-MRPC::XML::Client', '-e', '1'],
} as const;
const php = {
  probe: ['php', '-r', 'exit(function_exists("xmlrpc_encode_request") ? 0 : 1);'],
} as const;

/** -CA: arguments are UTF-8, as today's terminals give them. */
const perlScript = (name: string): SmsProgram => ({
  ...perl,
  command: ['perl', '-CA', join(folder, 'perl', name)],
});
const phpScript = (name: string): SmsProgram => ({ ...php, command: ['php', join(folder, 'php', name)] });

/** The programs in test/fixtures/clients. */
const smsPrograms = {
  'perl/simple.pl': perlScript('simple.pl'),
  'perl/complete.pl': perlScript('complete.pl'),
  'perl/sms.pl': perlScript('sms.pl'),
  'php/defaults.php': phpScript('defaults.php'),
  'php/sms.php': phpScript('sms.php'),
  'python/sms.py': {
    command: ['python3', join(folder, 'python', 'sms.py')],
    probe: ['python3', '-c', 'import xmlrpc.client'],
  },
  'ruby/sms.rb': {
    command: ['ruby', join(folder, 'ruby', 'sms.rb')],
    probe: ['ruby', '-e', 'require "xmlrpc/client"'],
  },
  'java/Sms.java': {
    command: ['java', '-cp', join(javaFolder, '*'), join(folder, 'java', 'Sms.java')],
    probe: ['javac', '-version'],
  },
} as const satisfies Record<string, SmsProgram>;

export type SmsProgramName = keyof typeof smsPrograms;

/** Fetches a program's dependencies from its language's registry. @throws Error saying what to install */
export const prepare = async (name: SmsProgramName): Promise<void> => {
  const { probe }: SmsProgram = smsPrograms[name];
  const [program, ...args] = probe;
  await run(program, args).catch((cause: unknown) => {
    throw new Error(`${name} cannot run here. On Debian or Ubuntu: ${installCommand}`, { cause });
  });
  if (name === 'java/Sms.java' && !existsSync(javaFolder)) await fetchJars();
};

/**
 * Downloads into a folder beside the target and moves it when it is complete, so that an interruption leaves nothing
 * half done.
 */
const fetchJars = async (): Promise<void> => {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
  const pom = join(folder, 'java', 'pom.xml');
  const draft = `${javaFolder}.${process.pid}`;
  await run('mvn', ['-q', '-B', goal, '-f', pom, `-DoutputDirectory=${draft}`]).catch((cause: unknown) => {
    throw new Error(
      `Maven has not fetched org.apache.xmlrpc:xmlrpc-client. Where it is missing, on Debian or Ubuntu: ${installCommand}`,
      { cause },
    );
  });
  await rename(draft, javaFolder);
};

export interface Door {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** Runs a program as its user would. If it fails, rejects with its standard error. */
export const runSmsProgram =
  (name: SmsProgramName, { url, user, password }: Door, environment: Record<string, string> = {}) =>
  async (...ownArgs: string[]): Promise<string> => {
    const { command }: SmsProgram = smsPrograms[name];
    const [program, ...args] = command;
    const env = {
      PATH: process.env['PATH'],
      // Java and Perl read the charset of their arguments from it.
      LC_ALL: 'C.UTF-8',
      SMS_URL: url,
      SMS_USER: user,
      SMS_PASSWORD: password,
      ...environment,
    };
    const { stdout } = await run(program, [...args, ...ownArgs], { env, timeout: 60_000 });
    return stdout;
  };
