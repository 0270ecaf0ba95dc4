import type { PublishedEvent } from '../contract/events.ts';
import { besidePublishingMillis } from '../messages/time-budget.ts';
import { inTime } from '../runtime/in-time.ts';
import { newsOf } from '../webhooks/news.ts';
import type { RecordNews } from '../webhooks/record-news.ts';
import type { Publish } from './event-bus.ts';

/**
 * Publishes events, and records for webhooks what is news to accounts, both at once: neither waits for the other. Answers of
 * each event whether both is done. What is not comes again, to both, and both know it by its id.
 * @param at when they occurred, where it is not their own time: see `newsOf`
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
