import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../../functions/console');
const sources = globSync('**/*.{ts,tsx}', { cwd: folder }).filter((name) => name !== 'words.ts');

/** What stands between tags, or is said of something to those who do not see it. */
const texts = /[^=]>\s*\p{L}\p{L}[^<>{}()=;]*<\/|\b(?:title|label|alt|summary)="\p{L}/u;
/** Of zones.ts, figures are read, and nobody sees them. */
const languages = /(?:toLocale\w*String|DateTimeFormat|NumberFormat|DisplayNames|PluralRules)\(\[?'/;

it.each(sources)('%s says nothing in words of its own', (name) => {
  const source = readFileSync(join(folder, name), 'utf8');

  expect(source).not.toMatch(texts);
  if (name !== 'zones.ts') expect(source).not.toMatch(languages);
});
