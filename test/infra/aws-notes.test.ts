import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const rows = readFileSync(root('infra/constructs/README.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| AWS |'));

it.each(rows)('what AWS does has its test or its source: %s', (row) => {
  const source = row.split(' | ').at(-1) ?? '';
  const files = [...source.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);

  for (const path of files) expect(existsSync(root(path)), path).toBe(true);
  expect(files.length > 0 || /".+"/.test(source)).toBe(true);
});
