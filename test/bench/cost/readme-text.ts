import type { Row } from '../row.ts';
import type { Section } from './section.ts';

export const begin = '<!-- Made by `npm run bench -- cost --write`: changes here are lost. -->';
export const end = '<!-- Here ends what that command makes. -->';

/** @throws Error if the text lacks the marks around the figures */
export const withSections = (text: string, sections: readonly Section[]): string => {
  const [before, rest, ...more] = text.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`The README must have each of these lines once:\n${begin}\n${end}`);
  }
  return [`${before}${begin}`, ...sections.map(markdown), `${end}${after}`].join('\n\n');
};

const markdown = ({ title, text, heads, rows }: Section): string => {
  const hasRatio = rows.some(({ ratio }) => ratio !== undefined);
  const table = [
    [...heads, ...(hasRatio ? ['times'] : [])],
    [...heads, ...(hasRatio ? [''] : [])].map(() => '---'),
    ...rows.map((row) => cellsOf(row, hasRatio)),
  ];
  return [`## ${title}`, text, table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')].join('\n\n');
};

const cellsOf = ({ what, figure, reference, ratio }: Row, hasRatio: boolean): readonly string[] => [
  what,
  figure,
  reference,
  ...(hasRatio ? [ratio?.toFixed(2) ?? ''] : []),
];
