import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Option } from 'commander';
import { Textgate } from '../../functions/client/index.ts';
import type { CliCommand } from './command.ts';
import { UsageError } from './errors.ts';
import type { Shell } from './shell.ts';

/** Where `npm start` writes down what it runs, below the working directory. */
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

/** The options by which every command with an API key finds the gateway. */
export const addConnection = (command: CliCommand): CliCommand =>
  command
    .addOption(new Option('--url <address>', 'of the gateway (TEXTGATE_URL)').helpGroup(group))
    .addOption(
      new Option(
        '--api-key <key>',
        'its API key (TEXTGATE_API_KEY, which is better: others on this machine can see arguments)',
      ).helpGroup(group),
    );

/** @throws UsageError when there is no address, or no key */
export const clientOf = async (options: ConnectionOptions, shell: Shell): Promise<Textgate> =>
  new Textgate({ ...(await connectionOf(options, shell)), fetch: shell.fetch });

/**
 * Address and key: what was typed, else the environment's, else those of the stack that `npm start` runs from this folder.
 * Its key goes to its own address alone.
 * @throws UsageError saying what is missing, and where to give it; it never repeats a key
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
    ...(url === undefined ? ['the address of the gateway (TEXTGATE_URL, or --url)'] : []),
    ...(apiKey === undefined ? ['an API key (TEXTGATE_API_KEY, or --api-key)'] : []),
  ];
  if (url === undefined || apiKey === undefined)
    throw new UsageError(
      `Missing: ${missing.join(' and ')}.\nA stack that \`npm start\` runs is found without: from the folder in which it was started.`,
    );
  return { url: readAddress(url), apiKey: readKey(apiKey) };
};

/** An empty variable is as good as none, and a line end comes with `$(<FILE)` in some shells. What was typed is meant. */
const present = (text: string | undefined): string | undefined => text?.trim() || undefined;

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

const readAddress = (text: string): string => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '' || url.hash !== '')
    throw new UsageError(
      'The address of the gateway must look like https://abc123.execute-api.eu-central-1.amazonaws.com.',
    );
  return withoutSlash(url.href);
};

/** Else `fetch` would complain of the header, with the key in its message. */
const readKey = (text: string): string => {
  if (!/^[\x21-\x7e]+$/.test(text))
    throw new UsageError('The API key is empty, or has a blank or another character that no key has.');
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
