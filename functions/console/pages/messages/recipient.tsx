import { spacedNumber } from '../../phone-number.ts';
import { words } from '../../words.ts';

/** A recipient as people write it, or that its number was deleted on request. */
export const Recipient = ({ to }: { readonly to: string }) =>
  to === 'forgotten' ? <em>{words.messages.forgotten}</em> : <bdi>{spacedNumber(to)}</bdi>;
