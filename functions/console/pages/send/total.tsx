import { Fact } from '../../parts/fact.tsx';
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
  const isShort = typeof has === 'number' && credits > has;
  return (
    <>
      <dl class="facts">
        <Fact name={words.send.recipients}>
          {good + bad === 0 ? words.count.recipients(open) : words.send.willGet(good)}
          {bad > 0 && `, ${words.send.willNotGet(bad)}`}
        </Fact>
        <Fact name={words.send.segments}>{isKnown ? words.number(segments) : words.common.nothing}</Fact>
        <Fact name={words.send.credits}>
          {has === null && words.common.notMetered}
          {has === undefined && (isKnown ? words.number(credits) : words.common.nothing)}
          {typeof has === 'number' && words.send.ofCredits(isKnown ? credits : 0, has)}
        </Fact>
        <Fact name={words.send.when}>{schedule?.at ? timeIn(schedule.at) : words.send.atOnce}</Fact>
      </dl>
      {isShort && <p class="problem">{words.send.tooFewCredits}</p>}
    </>
  );
};
