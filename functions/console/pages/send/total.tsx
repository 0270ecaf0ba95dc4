import { words } from '../../words.ts';
import { timeIn } from './options.tsx';
import type { Schedule } from './schedule.ts';
import type { Tally } from './verdicts.ts';

interface TotalProps {
  readonly tally: Tally;
  /** What a text takes is not known before there is one. */
  readonly hasText: boolean;
  readonly schedule: Schedule | undefined;
  /** What the account has; `null`: it is not metered; absent: it is not known here. */
  readonly credits: number | null | undefined;
}

/** Who gets it, what it takes, and when. */
export const Total = ({
  tally: { good, bad, open, segments, credits },
  hasText,
  schedule,
  credits: has,
}: TotalProps) => {
  const isKnown = hasText && good + bad > 0;
  return (
    <dl class="facts">
      <dt>{words.send.recipientsFact}</dt>
      <dd>
        {good + bad === 0 ? words.count.recipients(open) : words.send.willGet(good)}
        {bad > 0 && `, ${words.send.willNotGet(bad)}`}
      </dd>
      <dt>{words.send.segmentsFact}</dt>
      <dd>{isKnown ? words.number(segments) : '–'}</dd>
      <dt>{words.send.creditsFact}</dt>
      <dd>
        {has === null && words.send.notMetered}
        {has === undefined && (isKnown ? words.number(credits) : '–')}
        {typeof has === 'number' && words.send.ofCredits(isKnown ? credits : 0, has)}
      </dd>
      <dt>{words.send.when}</dt>
      <dd>{schedule?.at ? timeIn(schedule.at) : words.send.atOnce}</dd>
    </dl>
  );
};
