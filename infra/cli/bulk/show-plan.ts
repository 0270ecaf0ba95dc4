import { duration } from '../duration.ts';
import { pairs } from '../table.ts';
import { showTime } from '../times.ts';
import { visible } from '../visible.ts';
import type { PlanSummary } from './job/report.ts';
import { counted, figure, rejectionLines, rowNumbers, sum } from './words.ts';

/** Shown before the person is asked whether to send. */
export const showPlan = (plan: PlanSummary): string => {
  const { sheet, rows, sendable, requests, rejected, duplicates, segments, ucs2, credits, sample, rate, scheduledAt } =
    plan;
  const lines: readonly (readonly [name: string, value: string | undefined])[] = [
    ['Job', plan.job],
    [
      'File',
      `${plan.file}: ${encodings[sheet.encoding]}, ${delimiters[sheet.delimiter]}, numbers in "${sheet.toColumn}"`,
    ],
    [
      'Other job',
      plan.otherJob === undefined
        ? undefined
        : `${plan.otherJob} used the same file (--key): whoever got its message gets this one as well`,
    ],
    ['Rows', figure(rows)],
    [
      'To send',
      `${counted(sendable, 'message')} (${counted(segments, 'segment')}), in ${counted(requests, 'request')}`,
    ],
    ['Rejected', figure(sum(rejected))],
    ['Duplicates', duplicates.count === 0 ? undefined : `${figure(duplicates.count)}: ${rowNumbers(duplicates)}`],
    ['Credits', creditsOf(credits)],
    ['Time', `${duration(plan.seconds)} at ${counted(rate, 'message')} a second`],
    ['When', scheduledAt === undefined ? 'now' : showTime(scheduledAt)],
    ['Unicode', ucs2.count === 0 ? undefined : ucs2Of(ucs2)],
  ];
  const parts = [
    pairs(lines.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
    rejected.length === 0 ? '' : `Rejected rows, which get no message:\n${indented(rejectionLines(rejected))}`,
    sample === undefined ? '' : `First text, of row ${sample.row}:\n${indented(sample.text.split('\n'))}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
};

const encodings = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  'windows-1252': 'windows-1252',
} as const;

const delimiters = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const;

const creditsOf = ({ needed, available }: PlanSummary['credits']): string | undefined => {
  if (available === undefined) return undefined;
  const missing = needed > available ? `: ${figure(needed - available)} missing` : '';
  return `${figure(needed)} needed, ${figure(available)} available${missing}`;
};

const ucs2Of = ({ characters, ...rows }: PlanSummary['ucs2']): string =>
  `${counted(rows.count, 'text')} with only 70 characters in a segment, in place of 160, because of ${characters
    .map((character) => JSON.stringify(character))
    .join(' ')} (${rowNumbers(rows)})`;

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${visible(line)}`).join('\n');
