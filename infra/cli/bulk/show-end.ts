import { visible } from '../visible.ts';
import type { JobEnd, StatusSummary } from './job/report.ts';
import { counted, figure, rejectionLines, sum } from './words.ts';

export const showEnd = (end: JobEnd): string => {
  const { sent, rejected, duplicates, left, resultsFile } = end;
  const counts = [
    `${figure(sent)} sent`,
    ...(sum(rejected) > 0 ? [`${figure(sum(rejected))} rejected`] : []),
    ...(duplicates > 0 ? [counted(duplicates, 'duplicate')] : []),
    ...(left > 0 ? [`${counted(left, 'row')} left`] : []),
  ];
  return [
    `${beginnings[end.outcome]}: ${counts.join(', ')}.`,
    ...rejectionLines(rejected).map((line) => `  ${visible(line)}`),
    ...(end.reason === undefined ? [] : [visible(end.reason)]),
    `The result of each row is in ${resultsFile}.`,
    left > 0
      ? 'Run the same command again to send the rest: nobody gets the message twice.'
      : 'To update it later with the status of each message, run the same command with --status.',
  ].join('\n');
};

const beginnings = {
  done: 'Done',
  'was-done': 'This job was complete already, and nothing was sent now',
  stopped: 'Stopped',
  interrupted: 'Interrupted',
} as const;

export const showStatus = ({
  statuses,
  open,
  withoutMessage,
  left = 0,
  unknown,
  resultsFile,
}: StatusSummary): string => {
  const groups = Object.entries(statuses).sort(([, a], [, b]) => b - a);
  return [
    ...groups.map(([status, count]) => `${figure(count)} ${visible(status)}`),
    ...(withoutMessage > 0 ? [`${counted(withoutMessage, 'row')} without a message`] : []),
    ...(left > 0 ? [`${counted(left, 'row')} not sent yet: the same command without --status sends them`] : []),
    ...(unknown === undefined
      ? []
      : [`The status of ${counted(unknown.count, 'message')} could not be updated: ${visible(unknown.reason)}`]),
    `The result of each row is in ${resultsFile}.`,
    ...(open > 0 ? [`${counted(open, 'message')} may still change: run this command again later.`] : []),
  ].join('\n');
};
