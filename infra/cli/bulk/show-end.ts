import { visible } from '../visible.ts';
import type { JobEnd, StatusSummary } from './job/report.ts';
import { counted, figure, refusalLines, sum } from './words.ts';

/** How a run ended, and how to go on. */
export const showEnd = (end: JobEnd): string => {
  const { sent, refused, duplicates, left, resultsFile } = end;
  const counts = [
    `${figure(sent)} sent`,
    ...(sum(refused) > 0 ? [`${figure(sum(refused))} refused`] : []),
    ...(duplicates > 0 ? [counted(duplicates, 'duplicate')] : []),
    ...(left > 0 ? [`${counted(left, 'row')} left`] : []),
  ];
  return [
    `${beginnings[end.outcome]}: ${counts.join(', ')}.`,
    ...refusalLines(refused).map((line) => `  ${visible(line)}`),
    ...(end.reason === undefined ? [] : [visible(end.reason)]),
    `What became of each row is in ${resultsFile}.`,
    left > 0
      ? 'The same command again goes on with the rest: nobody gets it twice.'
      : 'What becomes of the messages is put there by the same command with --status.',
  ].join('\n');
};

const beginnings = {
  done: 'Done',
  'was-done': 'This job was done before, and nothing was sent now',
  stopped: 'Stopped',
  interrupted: 'Interrupted',
} as const;

/** What has become of a job's messages by now. */
export const showStatus = ({ statuses, open, refused, left = 0, unknown, resultsFile }: StatusSummary): string => {
  const groups = Object.entries(statuses).sort(([, a], [, b]) => b - a);
  return [
    ...groups.map(([status, count]) => `${figure(count)} ${visible(status)}`),
    ...(refused > 0 ? [`${counted(refused, 'row')} without a message`] : []),
    ...(left > 0 ? [`${counted(left, 'row')} not sent yet: the same command without --status goes on`] : []),
    ...(unknown === undefined ? [] : [`${figure(unknown.count)} could not be asked about: ${visible(unknown.reason)}`]),
    `What became of each row is in ${resultsFile}.`,
    ...(open > 0 ? [`${counted(open, 'message')} may still change: ask again later.`] : []),
  ].join('\n');
};
