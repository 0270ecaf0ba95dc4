import { pauseBefore } from '../../polling.ts';

/** What is known of what one is writing. */
export interface Checked<Question, Answer> {
  /** The last that was answered, and what was asked then: perhaps not what stands there now. */
  readonly last?: { readonly question: Question; readonly answer: Answer };
  /** Of the last that was asked; the API's words for a question that it refuses are such, too. */
  readonly error?: unknown;
  /** What stands there now has not been answered. */
  readonly isPending: boolean;
}

interface Options<Question, Answer> {
  readonly ask: (question: Question, signal: AbortSignal) => Promise<Answer>;
  readonly isHidden: () => boolean;
  readonly onChange: (state: Checked<Question, Answer>) => void;
}

export interface Checker<Question> {
  /** What stands there now; `undefined`: nothing that could be asked. */
  readonly want: (question: Question | undefined) => void;
  /** To be called when the page can be seen again. */
  readonly seen: () => void;
  readonly stop: () => void;
}

/** Milliseconds without a key, after which it is asked. */
export const pauseMillis = 500;

/**
 * Asks about what somebody writes, when they pause: one question at a time, of which the last counts; none twice, none while
 * nobody looks, and less and less often while there is no answer.
 */
export const createChecker = <Question, Answer>({
  ask,
  isHidden,
  onChange,
}: Options<Question, Answer>): Checker<Question> => {
  const end = new AbortController();
  let state: Checked<Question, Answer> = { isPending: false };
  let wanted: { readonly question: Question; readonly name: string } | undefined;
  /** What was answered last, or refused. */
  let settled: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let failures = 0;
  let notBefore = 0;

  const tell = (change: Partial<Checked<Question, Answer>>) => {
    state = { ...state, ...change };
    if (!end.signal.aborted) onChange(state);
  };
  const isOpen = () => wanted !== undefined && wanted.name !== settled;

  const plan = (millis: number) => {
    clearTimeout(timer);
    if (isOpen() && !end.signal.aborted) timer = setTimeout(run, Math.max(millis, notBefore - Date.now()));
  };

  const run = async () => {
    if (isAsking || isHidden() || !wanted || !isOpen()) return;
    isAsking = true;
    const { question, name } = wanted;
    try {
      const answer = await ask(question, end.signal);
      failures = 0;
      settled = name;
      tell({ last: { question, answer }, error: undefined, isPending: isOpen() });
    } catch (error) {
      failures += 1;
      const pause = pauseBefore(undefined, failures, error);
      if (pause === undefined) settled = name;
      else notBefore = Date.now() + pause;
      tell({ error, isPending: isOpen() });
    }
    isAsking = false;
    plan(pauseMillis);
  };

  return {
    want: (question) => {
      const name = question === undefined ? undefined : JSON.stringify(question);
      if (name === wanted?.name) return;
      wanted = question === undefined || name === undefined ? undefined : { question, name };
      if (isOpen() !== state.isPending) tell({ isPending: isOpen() });
      plan(pauseMillis);
    },
    seen: () => plan(0),
    stop: () => {
      end.abort();
      clearTimeout(timer);
    },
  };
};
