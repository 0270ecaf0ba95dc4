import * as v from 'valibot';
import type { StatusCode } from './codes.ts';
import { mulberry32 } from './random.ts';

/** What becomes of messages that are accepted from now on. Numbers with special effects keep them. */
export const newMessagesSchema = v.strictObject({
  /** The share that does not arrive, drawn reproducibly from `seed`. */
  failRate: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  seed: v.optional(v.pipe(v.number(), v.integer())),
  /** The status code with which these end. */
  statusCode: v.optional(v.picklist([4, 5, 6, 7])),
  /** Whether each is held until someone releases it. */
  hold: v.optional(v.boolean()),
});

export type NewMessagesChange = v.InferOutput<typeof newMessagesSchema>;

export interface NewMessagesSettings {
  readonly failRate: number;
  readonly seed: number;
  readonly statusCode: 4 | 5 | 6 | 7;
  readonly hold: boolean;
}

export interface NewMessages {
  readonly settings: NewMessagesSettings;
  /** A new share or seed starts the draws again. */
  change(change: NewMessagesChange): void;
  /** The status code that the next message ends with. */
  drawOutcome(): StatusCode;
}

export const createNewMessages = (): NewMessages => {
  let settings: NewMessagesSettings = { failRate: 0, seed: 1, statusCode: 4, hold: false };
  let draw = mulberry32(settings.seed);
  return {
    get settings() {
      return settings;
    },
    change: ({ failRate, seed, statusCode, hold }) => {
      settings = {
        failRate: failRate ?? settings.failRate,
        seed: seed ?? settings.seed,
        statusCode: statusCode ?? settings.statusCode,
        hold: hold ?? settings.hold,
      };
      if (failRate !== undefined || seed !== undefined) draw = mulberry32(settings.seed);
    },
    drawOutcome: () => (draw() < settings.failRate ? settings.statusCode : 1),
  };
};
