import { expect, it } from 'vitest';
import { isLocal } from '../../../functions/console/local.ts';

it.each([
  ['127.0.0.1', true],
  ['localhost', true],
  ['127.0.0.1.example', false],
  ['abc.execute-api.eu-central-1.amazonaws.com', false],
])('says of %s whether it is this machine', (hostname, is) => {
  expect(isLocal(hostname)).toBe(is);
});
