import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { placeHref } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import { every } from '../../polling.ts';
import type { Filters } from './filters.ts';
import { goBackInto, seenList } from './last-list.ts';
import { follow, type Shown, show } from './shown.ts';
import { isSettled } from './story.ts';
import { createWalk } from './walk.ts';

const rowsPerPage = 50;
/** The most that the API gives at once. */
const mostPerRequest = 100;

/** Errors show at once. The polling retries, so the client need not. */
const untilNextLook = { maxRetries: 0 };

interface Listing {
  readonly shown: Shown | undefined;
  readonly error: unknown;
  readonly reload: () => void;
  /** How far the search under way has come. */
  readonly cameTo: string | undefined;
  /** Shows the messages that wait to be shown. */
  readonly showLatest: () => void;
  /** Call this when the user goes to a message. */
  readonly leaveFor: (id: string, isByKeyboard: boolean) => void;
}

/**
 * A page of the list that is kept up to date.
 * @param cursor where the page begins; `undefined`: at the newest message
 * @param mayMove whether rows may move right now
 */
export const useListing = (filters: Filters, cursor: string | undefined, mayMove: () => boolean): Listing => {
  const { textgate } = useConsole();
  const href = placeHref(['messages'], { ...filters, cursor });
  const [cameTo, setCameTo] = useState<string>();
  const [, setDrawn] = useState(0);
  const latestMayMove = useRef(mayMove);
  latestMayMove.current = mayMove;

  const list = useMemo(() => seenList(textgate, href), [textgate, href]);
  useEffect(() => goBackInto(list), [list]);

  const signal = useRef<AbortSignal>(undefined);
  const walk = useMemo(
    () =>
      createWalk({
        ask: (query) =>
          textgate.messages.list({ ...filters, ...query }, { signal: signal.current, ...untilNextLook }).page(),
        start: cursor,
        now: Date.now,
        onStep: setCameTo,
      }),
    [textgate, href],
  );

  const load = async (end: AbortSignal) => {
    signal.current = end;
    const found = await walk(Math.min(mostPerRequest, rowsPerPage + (list.shown?.news ?? 0)));
    list.shown = list.shown ? follow(list.shown, found, latestMayMove.current()) : show(found);
    setCameTo(undefined);
    return list.shown;
  };

  const isOver = cursor !== undefined && filters.status === undefined && list.shown?.messages.every(isSettled);
  const { error, reload } = usePolled(load, isOver ? every.rarest : every.live, [textgate, href]);

  const showLatest = () => {
    if (list.shown) list.shown = show(list.shown.latest);
    setDrawn((drawn) => drawn + 1);
  };
  const leaveFor = (id: string, isByKeyboard: boolean) => {
    list.left = { id, scrollY, isByKeyboard };
  };
  return { shown: list.shown, error, reload, cameTo, showLatest, leaveFor };
};
