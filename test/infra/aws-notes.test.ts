import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { read, rowsUnder, spansIn } from '../support/markdown.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const rows = rowsUnder(read('infra/constructs/README.md'), 'AWS').map((cells) => ({
  fact: cells[0],
  source: cells.at(-1) ?? '',
}));

it.each(rows)('what AWS does has its test or its source: $fact', ({ source }) => {
  const files = spansIn(source);

  for (const path of files) expect(existsSync(root(path)), path).toBe(true);
  expect(files.length > 0 || /".+"/.test(source)).toBe(true);
});
