import type { StatisticsCounts, Status } from '../../../client/index.ts';
import { words } from '../../words.ts';
import { duration, percent } from './figure-cards.tsx';
import { type Kind, kinds } from './figures.ts';
import { kindName } from './kind-name.ts';
import { listOfToday, listOfWeek } from './lists.ts';
import { Swatch } from './patterns.tsx';

interface TotalsProps {
  readonly today: StatisticsCounts;
  readonly week: StatisticsCounts;
  readonly now: Date;
}

/** The legend of the charts, as a table with the totals. */
export const Totals = ({ today, week, now }: TotalsProps) => (
  <section class="card totals">
    <h2 id="totals">{words.overview.totals}</h2>
    <table class="table" aria-labelledby="totals">
      <thead>
        <tr>
          <th scope="col">{words.overview.status}</th>
          <th scope="col">{words.overview.today}</th>
          <th scope="col">{words.overview.week}</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">
              <span class="kind">
                <Swatch kind={kind} /> {kindName(kind)}
              </span>
            </th>
            <Cell count={today[kind]} href={listOfToday(now, statusOf(kind))} kind={kind} />
            <Cell count={week[kind]} href={listOfWeek(now, statusOf(kind))} kind={kind} />
          </tr>
        ))}
      </tbody>
      <tfoot>
        <Row name={words.overview.all} today={words.number(today.messages)} week={words.number(week.messages)} />
        <Row name={words.overview.rate} today={percent(today.deliveryRate)} week={percent(week.deliveryRate)} />
        <Row
          name={words.overview.cards.median}
          today={duration(today.medianDeliverySeconds)}
          week={duration(week.medianDeliverySeconds)}
        />
      </tfoot>
    </table>
  </section>
);

/** There is no link for messages under way: they have several statuses, and the list can show only one or all. */
const statusOf = (kind: Kind): Status | undefined => (kind === 'open' ? undefined : kind);

const Cell = ({ count, href, kind }: { readonly count: number; readonly href: string; readonly kind: Kind }) => (
  <td>{count > 0 && kind !== 'open' ? <a href={href}>{words.number(count)}</a> : words.number(count)}</td>
);

const Row = ({ name, today, week }: { readonly name: string; readonly today: string; readonly week: string }) => (
  <tr>
    <th scope="row">{name}</th>
    <td>{today}</td>
    <td>{week}</td>
  </tr>
);
