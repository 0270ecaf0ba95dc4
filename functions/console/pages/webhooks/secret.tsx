import { Button } from '../../parts/button.tsx';
import { Copy } from '../../parts/copy.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Time } from '../../parts/time.tsx';
import { words } from '../../words.ts';

interface SecretProps {
  readonly secret: string;
  /** Until when the previous secret still signs, too. */
  readonly previousUntil?: string;
  readonly onClose: () => void;
}

/** Shows a secret once. It is kept only in the page's memory, and only while this is open. */
export const Secret = ({ secret, previousUntil, onClose }: SecretProps) => (
  <Dialog title={words.webhooks.secret.title} onClose={onClose}>
    <Notice kind="warning">{words.webhooks.secret.once}</Notice>
    <code class="secret">{secret}</code>
    <p>{words.webhooks.secret.use}</p>
    {previousUntil && (
      <p>
        {words.webhooks.secret.previous} <Time at={previousUntil} />.
      </p>
    )}
    <div class="actions">
      <Copy text={secret} />
      <Button kind="primary" onClick={onClose}>
        {words.webhooks.secret.kept}
      </Button>
    </div>
  </Dialog>
);
