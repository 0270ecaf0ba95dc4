/**
 * Deliveries that are seen to at once, of all webhooks. Lambda gives a function 1,024 file descriptors, of which a call takes
 * two where a name has addresses of both kinds: a call that finds none would count as its receiver's failure.
 */
const most = 400;

/** Where so many are seen to, the rest is for webhooks whose calls are short. */
const mostBesideLong = 300;

export interface Room {
  isFor(webhook: string): boolean;
  enter(): void;
  leave(): void;
}

/** @param isSlow whether a webhook's calls are long */
export const createRoom = (isSlow: (webhook: string) => boolean): Room => {
  let taken = 0;
  return {
    isFor: (webhook) => taken < (isSlow(webhook) ? mostBesideLong : most),
    enter: () => {
      taken += 1;
    },
    leave: () => {
      taken -= 1;
    },
  };
};
