import type { StatisticsCounts } from '../../../client/index.ts';
import { words } from '../../words.ts';
import { percentOf } from './figures.ts';
import { listOfToday } from './lists.ts';

const { cards } = words.overview;

interface FigureCardsProps {
  readonly today: StatisticsCounts;
  readonly week: StatisticsCounts;
  readonly now: Date;
}

/** The most important figures. Each links to the messages that it counts. */
export const FigureCards = ({ today, week, now }: FigureCardsProps) => {
  const bad = (count: number, look: 'bad' | 'warn') => (count > 0 ? look : undefined);
  return (
    <ul class="figure-cards">
      <Card
        name={cards.messages}
        figure={words.number(today.messages)}
        more={cards.inWeek(words.number(week.messages))}
        href={listOfToday(now)}
      />
      <Card
        name={cards.delivered}
        figure={percent(today.deliveryRate)}
        more={cards.inWeek(percent(week.deliveryRate))}
        href={listOfToday(now, 'delivered')}
      />
      <Card
        name={cards.median}
        figure={duration(today.medianDeliverySeconds)}
        more={cards.inWeek(duration(week.medianDeliverySeconds))}
        title={cards.medianHint}
        href={listOfToday(now, 'delivered')}
      />
      <Card
        name={cards.failed}
        figure={words.number(today.failed)}
        more={cards.inWeek(words.number(week.failed))}
        look={bad(today.failed, 'bad')}
        href={listOfToday(now, 'failed')}
      />
      <Card
        name={cards.unknown}
        figure={words.number(today.indeterminate)}
        more={cards.inWeek(words.number(week.indeterminate))}
        look={bad(today.indeterminate, 'warn')}
        href={listOfToday(now, 'indeterminate')}
      />
    </ul>
  );
};

export const percent = (rate: number | null): string =>
  rate === null ? words.common.nothing : words.percent(percentOf(rate));

export const duration = (seconds: number | null): string =>
  seconds === null ? words.common.nothing : words.duration(seconds);

interface CardProps {
  readonly name: string;
  readonly figure: string;
  readonly more: string;
  readonly href: string;
  readonly title?: string;
  readonly look?: 'bad' | 'warn' | undefined;
}

const Card = ({ name, figure, more, href, title, look }: CardProps) => (
  <li>
    <a class={`card ${look ?? ''}`} href={href} title={title}>
      <span>{name}</span>
      <strong>{figure}</strong>
      <small>{more}</small>
    </a>
  </li>
);
