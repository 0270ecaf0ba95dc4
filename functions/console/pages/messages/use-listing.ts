import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { finalStatuses } from '../../../client/client.ts';
import type { Textgate } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import { useConsole } from '../../hooks/use-console.ts';
import { usePolled } from '../../hooks/use-polled.ts';
import type { Filters } from './filters.ts';
import { follow, type Shown, show } from './shown.ts';
import { createWalk } from './walk.ts';

const rowsPerPage = 50;
/** The most that the API gives at once. */
const mostPerRequest = 100;

/** Milliseconds. */
const whereNewsComes = 4_000;
const whereAllIsFinal = 60_000;

/** What fails is told at once; and looked at again by the poll, which knows when. */
const untilNextLook = { maxRetries: 0 };

interface Listing {
  readonly shown: Shown | undefined;
  readonly error: unknown;
  readonly reload: () => void;
  /** How far a search has come that is under way. */
  readonly cameTo: string | undefined;
  /** Puts into rows what waits to be. */
  readonly showLatest: () => void;
  /** To be told when somebody goes on to a message. */
  readonly leaveFor: (id: string, isByKeyboard: boolean) => void;
}

/** From where somebody went on to a message. */
interface Left {
  readonly id: string;
  readonly scrollY: number;
  /** Whoever has come by the keyboard goes on with it. */
  readonly isByKeyboard: boolean;
}

interface Held {
  readonly href: string;
  shown: Shown | undefined;
  left: Left | undefined;
}

/** What was seen last with a key: whoever goes back to it finds it as it was, at once. */
const lastSeen = new WeakMap<Textgate, Held>();

/** The address of the list as it was seen last. */
export const lastList = (textgate: Textgate): string => lastSeen.get(textgate)?.href ?? placeHref(['messages']);

/**
 * A page of the list, which follows what happens.
 * @param cursor where the page begins; `undefined`: with the newest
 * @param mayMove whether rows may move right now
 */
export const useListing = (filters: Filters, cursor: string | undefined, mayMove: () => boolean): Listing => {
  const { textgate } = useConsole();
  const href = placeHref(['messages'], { ...filters, cursor });
  const [cameTo, setCameTo] = useState<string>();
  const [, setDrawn] = useState(0);
  const latestMayMove = useRef(mayMove);
  latestMayMove.current = mayMove;

  const held = useMemo<Held>(() => {
    const seen = lastSeen.get(textgate);
    const now = seen?.href === href ? seen : { href, shown: undefined, left: undefined };
    lastSeen.set(textgate, now);
    return now;
  }, [textgate, href]);

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
    const found = await walk(Math.min(mostPerRequest, rowsPerPage + (held.shown?.news ?? 0)));
    held.shown = held.shown ? follow(held.shown, found, latestMayMove.current()) : show(found);
    setCameTo(undefined);
    return held.shown;
  };

  const isSettled =
    cursor !== undefined &&
    filters.status === undefined &&
    held.shown?.messages.every(({ status }) => finalStatuses.has(status));
  const { error, reload } = usePolled(load, isSettled ? whereAllIsFinal : whereNewsComes, [textgate, href]);

  const showLatest = () => {
    if (held.shown) held.shown = show(held.shown.latest);
    setDrawn((drawn) => drawn + 1);
  };
  const leaveFor = (id: string, isByKeyboard: boolean) => {
    held.left = { id, scrollY, isByKeyboard };
  };
  useEffect(() => {
    const { left } = held;
    held.left = undefined;
    // Once the page has been shown, which begins at its top.
    if (left) requestAnimationFrame(() => goBackTo(left));
  }, [held]);
  return { shown: held.shown, error, reload, cameTo, showLatest, leaveFor };
};

const goBackTo = ({ id, scrollY, isByKeyboard }: Left): void => {
  scrollTo(0, scrollY);
  if (isByKeyboard) document.getElementById(id)?.focus({ preventScroll: true });
};
