import { pauseBefore } from '../../polling.ts';

/** What is known about the text that somebody is writing. */
export interface Checked<Question, Answer> {
  /** The last answer and its question, which may be out of date. */
  readonly last?: { readonly question: Question; readonly answer: Answer };
  /** The error of the last question. The API's rejection of a question is one, too. */
  readonly error?: unknown;
  /** The present question has not been answered. */
  readonly isPending: boolean;
}

interface Options<Question, Answer> {
  readonly ask: (question: Question, signal: AbortSignal) => Promise<Answer>;
  readonly isHidden: () => boolean;
  readonly onChange: (state: Checked<Question, Answer>) => void;
}

export interface Checker<Question> {
  /** Sets the present question; `undefined`: there is none. */
  readonly want: (question: Question | undefined) => void;
  /** Call this when the page becomes visible again. */
  readonly seen: () => void;
  readonly stop: () => void;
}

/** Milliseconds without a key press before it asks. */
export const pauseMillis = 500;

/**
 * Asks the API about what somebody writes, when they pause. It asks one question at a time, none twice, and none while
 * the page is hidden. While there is no answer, it asks less and less often.
 */
export const createChecker = <Question, Answer>({
  ask,
  isHidden,
  onChange,
}: Options<Question, Answer>): Checker<Question> => {
  const end = new AbortController();
  let state: Checked<Question, Answer> = { isPending: false };
  let wanted: { readonly question: Question; readonly name: string } | undefined;
  /** The last question that was answered or rejected. */
  let answered: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let failures = 0;
  let notBefore = 0;

  const tell = (change: Partial<Checked<Question, Answer>>) => {
    state = { ...state, ...change };
    if (!end.signal.aborted) onChange(state);
  };
  const isUnanswered = () => wanted !== undefined && wanted.name !== answered;

  const plan = (millis: number) => {
    clearTimeout(timer);
    if (isUnanswered() && !end.signal.aborted) timer = setTimeout(run, Math.max(millis, notBefore - Date.now()));
  };

  const run = async () => {
    if (isAsking || isHidden() || !wanted || !isUnanswered()) return;
    isAsking = true;
    const { question, name } = wanted;
    try {
      const answer = await ask(question, end.signal);
      failures = 0;
      answered = name;
      tell({ last: { question, answer }, error: undefined, isPending: isUnanswered() });
    } catch (error) {
      failures += 1;
      const pause = pauseBefore(undefined, failures, error);
      if (pause === undefined) answered = name;
      else notBefore = Date.now() + pause;
      tell({ error, isPending: isUnanswered() });
    }
    isAsking = false;
    plan(pauseMillis);
  };

  return {
    want: (question) => {
      const name = question === undefined ? undefined : JSON.stringify(question);
      if (name === wanted?.name) return;
      wanted = question === undefined || name === undefined ? undefined : { question, name };
      if (isUnanswered() !== state.isPending) tell({ isPending: isUnanswered() });
      plan(pauseMillis);
    },
    seen: () => plan(0),
    stop: () => {
      end.abort();
      clearTimeout(timer);
    },
  };
};
