import { words } from '../../words.ts';

interface PhonePreviewProps {
  /** Empty: the account's own sender. */
  readonly sender: string;
  readonly isFlash: boolean;
  readonly text: string;
}

/** Roughly what the recipient sees. */
export const PhonePreview = ({ sender, isFlash, text }: PhonePreviewProps) => (
  <figure class="send-phone">
    <figcaption class="small">{words.send.preview}</figcaption>
    <div class={isFlash ? 'screen flash' : 'screen'}>
      <p class="from">
        <bdi>{sender || words.send.ownSender}</bdi>
        {isFlash && <small>{words.send.previewFlash}</small>}
      </p>
      <p class={text === '' ? 'bubble empty' : 'bubble'} dir="auto">
        {text || words.send.emptyText}
      </p>
    </div>
  </figure>
);
