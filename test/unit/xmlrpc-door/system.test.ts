import { expect, test } from 'vitest';
import { aDoor } from '../../support/clients/xmlrpc-door.ts';
import { logLines } from '../../support/runner/log-lines.ts';

logLines();

test('lists the methods of the document, and its own', async () => {
  expect(await aDoor().callPlain('system.listMethods')).toEqual([
    'send_message',
    'auth',
    'get_credits',
    'account_status',
    'get_guid',
    'clean_number',
    'get_status',
    'cancel_message',
    'system.listMethods',
    'system.methodSignature',
    'system.methodHelp',
  ]);
});

test.each([
  ['auth', [['boolean', 'string', 'string']]],
  [
    'get_status',
    [
      ['array', 'string', 'string', 'string'],
      ['array', 'string', 'string', 'array'],
    ],
  ],
  ['system.listMethods', [['array']]],
])('describes the ways to call %s', async (method, signatures) => {
  expect(await aDoor().callPlain('system.methodSignature', method)).toEqual(signatures);
});

test('describes send_message with a string or an array, and with more and more parameters', async () => {
  const signatures = await aDoor().callPlain('system.methodSignature', 'send_message');

  expect(signatures).toHaveLength(8);
  expect(signatures).toContainEqual(['array', 'string', 'string', 'array', 'string']);
  expect(signatures).toContainEqual(['array', 'string', 'string', 'string', 'string', 'string', 'string', 'string']);
});

test('has help for every method', async () => {
  const door = aDoor();
  const methods = (await door.callPlain('system.listMethods')) as string[];

  for (const method of methods) expect(await door.callPlain('system.methodHelp', method)).toMatch(/\w+/);
});

test.each([
  ['system.methodHelp', ['system.multicall'], '-32601'],
  ['system.methodHelp', ['toString'], '-32601'],
  ['system.methodSignature', ['nothing'], '-32601'],
  ['system.methodSignature', [], '-32602'],
  ['system.methodSignature', ['auth', 'auth'], '-32602'],
  ['system.methodHelp', [true], '-32602'],
])('%s refuses %j', async (method, params, code) => {
  await expect(aDoor().callPlain(method, ...params)).rejects.toThrow(code);
});
