import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const json = (path: string) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'));
const folder = 'test/support/runtime-client/package';

test("the runtime interface client is compiled when it is installed, and so no part of the README's first command", () => {
  expect(json('package-lock.json').packages).not.toHaveProperty('node_modules/aws-lambda-ric');
});

test('what the tests install in its place is pinned, each package by version and hash', () => {
  const { '': root, ...packages } = json(`${folder}/package-lock.json`).packages;

  expect(root.dependencies).toEqual(json(`${folder}/package.json`).dependencies);
  expect(Object.values(root.dependencies)).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
  const pinned = { version: expect.any(String), integrity: expect.stringMatching(/^sha512-/) };
  expect(Object.values(packages)).toEqual(Object.values(packages).map(() => expect.objectContaining(pinned)));
});
