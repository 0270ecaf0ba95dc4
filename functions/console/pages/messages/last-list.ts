import type { Textgate } from '../../../client/index.ts';
import { placeHref } from '../../address.ts';
import type { Shown } from './shown.ts';

/** From where somebody went on to a message. */
interface Left {
  readonly id: string;
  readonly scrollY: number;
  /** Whoever has come by the keyboard goes on with it. */
  readonly isByKeyboard: boolean;
}

/** A list as it is seen, and was. */
export interface SeenList {
  readonly href: string;
  shown: Shown | undefined;
  left: Left | undefined;
}

const lastSeen = new WeakMap<Textgate, SeenList>();

/** The list at this address: as it was, where it is what was seen last with the key. */
export const seenList = (textgate: Textgate, href: string): SeenList => {
  const last = lastSeen.get(textgate);
  const list = last?.href === href ? last : { href, shown: undefined, left: undefined };
  lastSeen.set(textgate, list);
  return list;
};

/** The address of the list that was seen last. */
export const lastList = (textgate: Textgate): string => lastSeen.get(textgate)?.href ?? placeHref(['messages']);

/** Goes where one was in the list, once: the page has been shown, and begins at its top. */
export const goBackInto = (list: SeenList): void => {
  const { left } = list;
  list.left = undefined;
  if (left === undefined) return;
  requestAnimationFrame(() => {
    scrollTo(0, left.scrollY);
    if (left.isByKeyboard) document.getElementById(left.id)?.focus({ preventScroll: true });
  });
};
