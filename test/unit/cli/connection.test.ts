import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectionOf } from '../../../infra/cli/connection.ts';
import { UsageError } from '../../../infra/cli/errors.ts';
import { aShell } from '../../support/cli/a-shell.ts';

const local = 'http://127.0.0.1:4566/v1-like';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'textgate-connection-'));
  await mkdir(join(folder, '.local'));
  await writeFile(join(folder, '.local', 'stack.json'), JSON.stringify({ url: local, apiKey: 'textgate_local' }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const url = 'https://sms.example.com';
const find = (options: object, env: Record<string, string>, where = folder) =>
  connectionOf(options, aShell({ env, folder: where }).shell);

describe('address and key', () => {
  test.each([
    ['what was typed', { url, apiKey: 'typed' }, { TEXTGATE_URL: 'https://b', TEXTGATE_API_KEY: 'b' }, [url, 'typed']],
    ['the environment', {}, { TEXTGATE_URL: `${url}/`, TEXTGATE_API_KEY: 'env\n' }, [url, 'env']],
    ['each from where it is', { url }, { TEXTGATE_API_KEY: 'env' }, [url, 'env']],
    ['the stack of this folder', {}, {}, [local, 'textgate_local']],
    ['the stack of this folder, with another key', {}, { TEXTGATE_API_KEY: 'env' }, [local, 'env']],
    ['the stack of this folder, by its address', { url: `${local}/` }, {}, [local, 'textgate_local']],
    ['no more than an empty variable', {}, { TEXTGATE_URL: ' ', TEXTGATE_API_KEY: '' }, [local, 'textgate_local']],
    ['a path', { url: `${url}/sms/`, apiKey: 'a' }, {}, [`${url}/sms`, 'a']],
  ])('are %s', async (_, options, env, [address, apiKey]) => {
    expect(await find(options, env)).toEqual({ url: address, apiKey });
  });

  test.each([
    [
      'nothing',
      {},
      {},
      'Missing: the address of textgate (set TEXTGATE_URL, or give --url) and an API key (set TEXTGATE_API_KEY',
    ],
    ['no key', { url }, {}, 'Missing: an API key (set TEXTGATE_API_KEY, or give --api-key).'],
    ['no address', { apiKey: 'a' }, {}, 'Missing: the address of textgate (set TEXTGATE_URL, or give --url).'],
  ])('are asked for where there is %s', async (_, options, env, problem) => {
    const refusal = find(options, env, '/nowhere');

    await expect(refusal).rejects.toThrow(problem);
    await expect(refusal).rejects.toBeInstanceOf(UsageError);
  });

  test('are not the local key for the address of another', async () => {
    await expect(find({ url }, {})).rejects.toThrow('Missing: an API key');
  });

  test.each([
    '',
    'sms.example.com',
    'ftp://sms.example.com',
    `${url}?a=b`,
    `${url}#a`,
    'https://me:pass@sms.example.com',
  ])('are refused for %s', async (address) => {
    await expect(find({ url: address, apiKey: 'a' }, {})).rejects.toThrow('This cannot be the address of textgate.');
  });

  test.each(['', ' ', 'se cret', 'se\ncret', 'sécret', 'se\u200bcret'])('never repeat a key: %j', async (apiKey) => {
    await expect(find({ url, apiKey }, {})).rejects.toThrow(
      /^The API key is empty, or contains a blank or another character/,
    );
  });
});
