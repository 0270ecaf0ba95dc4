import * as v from 'valibot';
import type { Publish } from '../../../functions/bus/event-bus.ts';
import { type PublishedEvent, publishedDetails } from '../../../functions/contract/events.ts';

/** A bus that keeps its events and checks each against its published schema. */
export const publishing = (script: { takes?: (event: PublishedEvent) => boolean } = {}) => {
  const events: PublishedEvent[] = [];
  const publish: Publish = async (given) => {
    for (const event of given) v.parse(publishedDetails[event.detailType], event.detail);
    const firstRefused = given.findIndex((event) => script.takes?.(event) === false);
    const taken = given.map((_, index) => firstRefused === -1 || index < firstRefused);
    events.push(...given.filter((_, index) => taken[index]));
    return taken;
  };
  return { publish, events, script };
};
