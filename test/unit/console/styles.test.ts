import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../../functions/console/', import.meta.url);
const styles = globSync('{styles,pages/*}/*.css', { cwd: folder }).map((file) => {
  const text = readFileSync(new URL(file, folder), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
  const selectors = [...text.matchAll(/([^{};]+)\{/g)].flatMap(([, list = '']) => list.split(','));
  /** What each rule begins with: `.bars`, `.message-rows.card`. */
  const beginnings = selectors.map((selector) => selector.trim().split(/[\s>+~]/)[0] ?? '');
  return {
    file,
    classes: beginnings.map((beginning) => [...beginning.matchAll(/\.([\w-]+)/g)].map(([, name]) => name)),
  };
});

test('no page has rules for a class that is another’s, or of all pages: styles are one, and the last would hold', () => {
  const pages = styles.filter(({ file }) => file.startsWith('pages/'));
  const twice = pages.flatMap(({ file, classes }) =>
    [...new Set(classes.map(([first]) => first))].flatMap((name) =>
      styles
        .filter((other) => other.file !== file && name !== undefined && other.classes.flat().includes(name))
        .map((other) => `.${name} in ${file} and ${other.file}`),
    ),
  );

  expect(pages.length).toBeGreaterThan(4);
  expect(twice).toEqual([]);
});
