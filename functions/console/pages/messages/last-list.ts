import type { Textgate } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import type { Shown } from './shown.ts';

/** The row from which the user went to a message. */
interface Left {
  readonly id: string;
  readonly scrollY: number;
  /** Whether they used the keyboard: then the focus returns to the row. */
  readonly isByKeyboard: boolean;
}

/** A list with its rows and the place where the user left it. */
export interface SeenList {
  readonly href: string;
  shown: Shown | undefined;
  left: Left | undefined;
}

const lastSeen = new WeakMap<Textgate, SeenList>();

/** The list at this address. If it is the last one seen with the key, it is as the user left it. */
export const seenList = (textgate: Textgate, href: string): SeenList => {
  const last = lastSeen.get(textgate);
  const list = last?.href === href ? last : { href, shown: undefined, left: undefined };
  lastSeen.set(textgate, list);
  return list;
};

/** The address of the list that was seen last. */
export const lastList = (textgate: Textgate): string => lastSeen.get(textgate)?.href ?? placeHref(['messages']);

/** Returns once to the user's place in the list, after the page was shown from its top. */
export const goBackInto = (list: SeenList): void => {
  const { left } = list;
  list.left = undefined;
  if (left === undefined) return;
  requestAnimationFrame(() => {
    scrollTo(0, left.scrollY);
    if (left.isByKeyboard) document.getElementById(left.id)?.focus({ preventScroll: true });
  });
};
