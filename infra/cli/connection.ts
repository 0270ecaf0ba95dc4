import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import { Textgate } from '../../functions/client/index.ts';
import type { CliCommand } from './command.ts';
import { UsageError } from './errors.ts';
import type { Shell } from './shell.ts';

/** `npm start` writes the address and key of its local stack here, below the working directory. */
export const stackFile = join('.local', 'stack.json');

export interface ConnectionOptions {
  readonly url?: string;
  readonly apiKey?: string;
}

export interface Connection {
  readonly url: string;
  readonly apiKey: string;
}

const group = 'Connection:';

/** Adds the options that say where textgate is and which API key to use. */
export const addConnection = (command: CliCommand): CliCommand =>
  command
    .addOption(new Option('--url <address>', 'address of textgate (or set TEXTGATE_URL)').helpGroup(group))
    .addOption(
      new Option(
        '--api-key <key>',
        'API key (or set TEXTGATE_API_KEY, which is safer: others on this machine can see arguments)',
      ).helpGroup(group),
    );

/** @throws UsageError if the address or the key is missing or malformed */
export const clientOf = async (options: ConnectionOptions, shell: Shell): Promise<Textgate> =>
  new Textgate({ ...(await connectionOf(options, shell)), fetch: shell.fetch });

/**
 * Takes address and key from the command line, else from the environment, else from the local stack that `npm start` runs
 * in this folder. The local stack's key is only ever sent to the local stack.
 * @throws UsageError saying what is missing and how to give it; it never contains a key
 */
export const connectionOf = async (options: ConnectionOptions, shell: Shell): Promise<Connection> => {
  const { env } = shell;
  const given = {
    url: options.url?.trim() ?? present(env['TEXTGATE_URL']),
    apiKey: options.apiKey?.trim() ?? present(env['TEXTGATE_API_KEY']),
  };
  const local =
    given.url !== undefined && given.apiKey !== undefined ? {} : await readStackFile(join(shell.folder, stackFile));
  const url = given.url ?? local.url;
  const isLocal = url !== undefined && local.url !== undefined && withoutSlash(url) === withoutSlash(local.url);
  const apiKey = given.apiKey ?? (isLocal ? local.apiKey : undefined);

  const missing = [
    ...(url === undefined ? ['the address of textgate (set TEXTGATE_URL, or give --url)'] : []),
    ...(apiKey === undefined ? ['an API key (set TEXTGATE_API_KEY, or give --api-key)'] : []),
  ];
  if (url === undefined || apiKey === undefined)
    throw new UsageError(
      `Missing: ${missing.join(' and ')}.\nFor a local stack, run this in the folder where \`npm start\` runs: it finds both by itself.`,
    );
  return { url: readAddress(url), apiKey: readKey(apiKey) };
};

/** An empty variable counts as not set. Some shells leave a line end in `$(<FILE)`, so the value is trimmed. */
const present = (text: string | undefined): string | undefined => text?.trim() || undefined;

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

const readAddress = (text: string): string => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new UsageError(
      'This cannot be the address of textgate. It looks like https://abc123.execute-api.eu-central-1.amazonaws.com.',
    );
  return withoutSlash(url.href);
};

/** Checked here because the error of `fetch` would contain the key. */
const readKey = (text: string): string => {
  if (!/^[\x21-\x7e]+$/.test(text))
    throw new UsageError('The API key is empty, or contains a blank or another character that no key has.');
  return text;
};

const readStackFile = async (path: string): Promise<{ readonly url?: string; readonly apiKey?: string }> => {
  const content = await readFile(path, 'utf8').catch(() => undefined);
  if (content === undefined) return {};
  try {
    const facts: unknown = JSON.parse(content);
    if (typeof facts !== 'object' || facts === null) return {};
    return {
      ...('url' in facts && typeof facts.url === 'string' && { url: facts.url }),
      ...('apiKey' in facts && typeof facts.apiKey === 'string' && { apiKey: facts.apiKey }),
    };
  } catch {
    return {};
  }
};
