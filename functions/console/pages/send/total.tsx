import { Fact } from '../../parts/fact.tsx';
import { words } from '../../words.ts';
import { timeIn } from './options.tsx';
import type { Schedule } from './schedule.ts';
import type { Tally } from './verdicts.ts';

interface TotalProps {
  readonly tally: Tally;
  /** Whether there is a text: without one, its segments are not known. */
  readonly hasText: boolean;
  readonly schedule: Schedule | undefined;
  /** The account's credits; `null`: it is not metered; absent: not known. */
  readonly credits: number | null | undefined;
}

/** Summarises who gets the message, what it costs, and when it is sent. */
export const Total = ({
  tally: { good, bad, unchecked, segments, credits },
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
          {good + bad === 0 ? words.count.recipients(unchecked) : words.send.willGet(good)}
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
