import { useState } from 'preact/hooks';
import { words } from '../words.ts';
import { Button } from './button.tsx';

interface CopyProps {
  readonly text: string;
  /** Of what, for whoever does not see what it stands beside. */
  readonly what?: string;
}

/** Puts a text on the clipboard. */
export const Copy = ({ text, what }: CopyProps) => {
  const [said, setSaid] = useState<string>(words.common.copy);
  const copy = async () => {
    setSaid(await written(text));
    setTimeout(() => setSaid(words.common.copy), 2_000);
  };
  return (
    <Button kind="quiet" onClick={copy}>
      <span aria-live="polite">{said}</span>
      {what && <span class="hidden-label">{what}</span>}
    </Button>
  );
};

/** Browsers may forbid it, and have no clipboard for a page that came over plain HTTP. */
const written = async (text: string): Promise<string> => {
  try {
    await navigator.clipboard.writeText(text);
    return words.common.copied;
  } catch {
    return words.common.notCopied;
  }
};
