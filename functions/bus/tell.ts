import type { PublishedEvent } from '../contract/events.ts';
import { besidePublishingMillis } from '../messages/time-budget.ts';
import { inTime } from '../runtime/in-time.ts';
import { newsOf } from '../webhooks/news.ts';
import type { RecordNews } from '../webhooks/record-news.ts';
import type { Publish } from './event-bus.ts';

/**
 * Publishes events and records the news in them for webhooks, at the same time. Returns for each event whether both are
 * done. The caller must repeat the others. Both sides recognise a repeated event by its id.
 * @param at when the events occurred, if that differs from their own time: see `newsOf`
 */
export type Tell = (events: readonly PublishedEvent[], at?: Date) => Promise<readonly boolean[]>;

interface Dependencies {
  readonly publish: Publish;
  readonly recordNews: RecordNews;
}

export const createTell =
  ({ publish, recordNews }: Dependencies): Tell =>
  async (events, at) => {
    const newsOfEach = events.map((event) => newsOf(event, at));
    const news = newsOfEach.filter((one) => one !== undefined);
    const [published, recorded] = await Promise.all([
      publish(events),
      inTime(recordNews(news), besidePublishingMillis, []),
    ]);
    const left = new Set(news.filter((_, index) => recorded[index] !== true));
    return newsOfEach.map((one, index) => published[index] === true && !(one !== undefined && left.has(one)));
  };
