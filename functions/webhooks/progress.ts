/** Whether the work for one webhook goes on in this round, and whether the next round must take it up. */
export interface Progress {
  /** Whether another page or call may begin. */
  mayGoOn(): boolean;
  /** Whether this round only ends what is under way: the rest is left to the next one, or a step has failed. */
  isEnding(): boolean;
  isRoundOver(): boolean;
  endRound(): void;
  hasLeftRest(): boolean;
  /** Leaves what remains to the next round. */
  leaveRest(): void;
}

interface Options {
  readonly hasFailed: () => boolean;
  readonly mayBegin: () => boolean;
}

export const createProgress = ({ hasFailed, mayBegin }: Options): Progress => {
  let isOver = false;
  let isRestLeft = false;
  const isEnding = () => isRestLeft || hasFailed();
  return {
    isEnding,
    mayGoOn: () => !isEnding() && !isOver && mayBegin(),
    isRoundOver: () => isOver,
    endRound: () => {
      isOver = true;
    },
    hasLeftRest: () => isRestLeft,
    leaveRest: () => {
      isRestLeft = true;
    },
  };
};
