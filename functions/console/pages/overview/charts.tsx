import type { StatisticsPeriod } from '../../../client/index.ts';
import { language, words } from '../../words.ts';
import { ownZone } from '../../zones.ts';
import { type Bar, Bars } from './bars.tsx';
import { type Counts, countsIn, kinds, sumOf } from './figures.ts';
import { kindName } from './kind-name.ts';
import { listHref } from './lists.ts';
import { hoursOf, lastDays, type Span } from './local-days.ts';

const { charts } = words.overview;

const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(language, { weekday: 'short' });
const day = new Intl.DateTimeFormat(language, { weekday: 'short', day: 'numeric', month: 'short' });

interface Column extends Bar {
  readonly name: string;
  readonly span: Span;
}

const columnsOf = (
  periods: readonly StatisticsPeriod[],
  spans: readonly Span[],
  nameOf: (span: Span) => string,
  labelOf: (span: Span, index: number) => string | undefined,
): readonly Column[] => {
  const counts = countsIn(periods, spans);
  return spans.flatMap((span, index) => {
    const of = counts[index];
    const label = labelOf(span, index);
    const name = nameOf(span);
    if (of === undefined) return [];
    return [{ key: span.start.toISOString(), name, span, counts: of, title: told(name, of), ...(label && { label }) }];
  });
};

/** `14:00: 3 messages. 2 delivered, 1 failed` */
const told = (name: string, counts: Counts): string => {
  const parts = kinds.filter((kind) => counts[kind] > 0);
  const listed = parts.map((kind) => `${words.number(counts[kind])} ${kindName(kind).toLowerCase()}`);
  return `${name}: ${words.count.messages(counts.messages)}${listed.length > 0 ? `. ${listed.join(', ')}.` : '.'}`;
};

interface HoursProps {
  readonly periods: readonly StatisticsPeriod[];
  readonly now: Date;
}

export const HoursOfToday = ({ periods, now }: HoursProps) => {
  const spans = lastDays(now, 1).flatMap(hoursOf);
  const nameOf = ({ start }: Span) => time.format(start);
  const columns = columnsOf(periods, spans, nameOf, (span, index) => (index % 6 === 0 ? nameOf(span) : undefined));
  return <Chart title={charts.today} of={charts.hour} columns={columns} />;
};

interface DaysProps {
  readonly periods: readonly StatisticsPeriod[];
  readonly spans: readonly Span[];
}

export const LastDays = ({ periods, spans }: DaysProps) => {
  const columns = columnsOf(
    periods,
    spans,
    ({ start }) => day.format(middle(start)),
    ({ start }) => weekday.format(middle(start)),
  );
  return <Chart title={charts.week} of={charts.day} columns={columns} areCounted />;
};

/** Says in which time zone the hours and days are. */
export const ChartsZone = () => (
  <p class="small">
    {charts.zone(ownZone())} {new Date().getTimezoneOffset() % 60 !== 0 && charts.cutHours}
  </p>
);

/** If midnight falls within the first hour of a day, that hour begins on the day before. */
const middle = (start: Date): Date => new Date(start.getTime() + 12 * 3_600_000);

interface ChartProps {
  readonly title: string;
  /** The heading of the table's first column. */
  readonly of: string;
  readonly columns: readonly Column[];
  readonly areCounted?: boolean;
}

const Chart = ({ title, of, columns, areCounted = false }: ChartProps) => (
  <section class="card">
    <h2>{title}</h2>
    <Bars bars={columns} summary={summaryOf(title, columns)} areCounted={areCounted} />
    <details>
      <summary>{charts.table}</summary>
      <Table title={title} of={of} columns={columns.filter(({ counts }) => counts.messages > 0)} />
    </details>
  </section>
);

const summaryOf = (title: string, columns: readonly Column[]): string => {
  const [first, ...others] = columns;
  if (first === undefined) return title;
  const all = sumOf(columns.map(({ counts }) => counts));
  if (all.messages === 0) return `${title}: ${charts.none}`;
  const most = others.reduce((most, one) => (one.counts.messages > most.counts.messages ? one : most), first);
  return `${told(title, all)} ${charts.most(most.name, words.count.messages(most.counts.messages))}`;
};

const Table = ({ title, of, columns }: Pick<ChartProps, 'title' | 'of' | 'columns'>) => (
  <div class="wide-table">
    {columns.length === 0 && <p>{charts.none}</p>}
    {columns.length > 0 && (
      <table class="table" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            <th scope="col">{words.overview.all}</th>
            {kinds.map((kind) => (
              <th key={kind} scope="col">
                {kindName(kind)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {columns.map(({ key, name, span, counts }) => (
            <tr key={key}>
              <th scope="row">
                <a href={listHref(span.start, undefined, span.end)}>{name}</a>
              </th>
              <td>{words.number(counts.messages)}</td>
              {kinds.map((kind) => (
                <td key={kind}>{words.number(counts[kind])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </div>
);
