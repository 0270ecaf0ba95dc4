import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import type { PageProps } from '../../page-props.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { Time } from '../../parts/time.tsx';
import { every } from '../../polling.ts';
import { words } from '../../words.ts';
import { ChartsZone, HoursOfToday, LastDays } from './charts.tsx';
import { FigureCards } from './figure-cards.tsx';
import { countsIn } from './figures.ts';
import { FirstMessage } from './first-message.tsx';
import { dayStart, lastDays } from './local-days.ts';
import { State } from './state.tsx';
import { Totals } from './totals.tsx';

const days = 7;
/**
 * Milliseconds that this clock may be ahead of the API's. The API rejects a time in the future, so the page starts a
 * day later by this much.
 */
const ahead = 60_000;

export const OverviewPage = (_: PageProps) => {
  const { textgate } = useConsole();
  const figures = usePolled(
    async (signal) => {
      const at = new Date();
      const now = new Date(at.getTime() - ahead);
      const from = (start: Date) => textgate.statistics({ by: 'hour', from: start.toISOString() }, { signal });
      // The median of a day does not follow from the medians of its hours, so it needs a request of its own.
      const [week, today] = await Promise.all([from(dayStart(now, days - 1)), from(dayStart(now))]);
      return { at, now, week, today };
    },
    every.rare,
    [],
  );
  const { value } = figures;
  const spans = value && lastDays(value.now, days);
  return (
    <>
      <div class="page-head">
        <h1>{words.pages.overview}</h1>
        {value && (
          <p class="small">
            {words.overview.updated} <Time at={value.at.toISOString()} />
          </p>
        )}
      </div>
      <State
        {...(value &&
          spans && {
            figures: {
              today: value.today.total,
              week: value.week.total,
              busiestDay: Math.max(...countsIn(value.week.periods, spans).map(({ messages }) => messages)),
              now: value.now,
            },
          })}
      />
      <Awaited of={figures} title={words.overview.failed} />
      {value && value.week.total.messages === 0 && <FirstMessage />}
      {value && spans && value.week.total.messages > 0 && (
        <>
          <FigureCards today={value.today.total} week={value.week.total} now={value.now} />
          <div class="figures">
            <Totals today={value.today.total} week={value.week.total} now={value.now} />
            <div class="charts">
              <HoursOfToday periods={value.today.periods} now={value.now} />
              <LastDays periods={value.week.periods} spans={spans} />
              <ChartsZone />
            </div>
          </div>
        </>
      )}
    </>
  );
};
