/**
 * The most deliveries under way at once, of all webhooks. Lambda gives a function 1,024 file descriptors. A call takes
 * two if the receiver's name has IPv4 and IPv6 addresses. A call that finds none would count as its receiver's failure.
 */
const most = 400;

/** Once this many are under way, the rest of the room is for webhooks with short calls. */
const mostBeforeSlow = 300;

export interface Room {
  /** Whether there is room for a delivery to this webhook. */
  isFor(webhook: string): boolean;
  enter(): void;
  leave(): void;
}

/** @param isSlow whether a webhook's calls are long */
export const createRoom = (isSlow: (webhook: string) => boolean): Room => {
  let taken = 0;
  return {
    isFor: (webhook) => taken < (isSlow(webhook) ? mostBeforeSlow : most),
    enter: () => {
      taken += 1;
    },
    leave: () => {
      taken -= 1;
    },
  };
};
