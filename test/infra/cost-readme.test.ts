import { describe, expect, it } from 'vitest';
import { begin, end, withSections } from '../bench/cost/readme-text.ts';
import { told } from '../bench/row.ts';
import { read } from '../support/markdown.ts';

describe('the README about costs', () => {
  it('has all its figures from the bench', () => {
    const [before = '', rest = ''] = read('test/bench/cost/README.md').split(begin);
    const [made = '', after = ''] = rest.split(end);

    expect(made).toMatch(/\$\d/);
    expect(`${before}${after}`).not.toMatch(/\$\d/);
  });

  it('gets new figures in place of the old ones', () => {
    const row = { ...told('a month', '$2.00', '$1.00'), ratio: 2 };
    const section = { title: 'Figures', text: 'Dollars.', heads: ['what', 'ours', 'theirs'] as const, rows: [row] };
    const text = `# Costs\n\n${begin}\n\nold\n\n${end}\n`;

    const made = [
      '## Figures',
      '',
      'Dollars.',
      '',
      '| what | ours | theirs | times |',
      '| --- | --- | --- | --- |',
      '| a month | $2.00 | $1.00 | 2.00 |',
    ].join('\n');

    expect(withSections(text, [section])).toBe(`# Costs\n\n${begin}\n\n${made}\n\n${end}\n`);
  });

  it.each(['# Costs\n', `${begin}\n`, `${begin}${end}${begin}${end}`])(
    'stays as it is without its marks: %j',
    (text) => {
      expect(() => withSections(text, [])).toThrow('The README must have each of these lines once');
    },
  );
});
