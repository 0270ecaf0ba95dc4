import { useState } from 'preact/hooks';
import { words } from '../words.ts';
import { Button } from './button.tsx';

interface CopyProps {
  readonly text: string;
  /** What the button is called, where it says itself what it copies. */
  readonly label?: string;
  /** Of what, for whoever does not see what it stands beside. */
  readonly what?: string;
}

/** Puts a text on the clipboard. */
export const Copy = ({ text, label = words.common.copy, what }: CopyProps) => {
  const [said, setSaid] = useState<string>();
  const copy = async () => {
    setSaid(await written(text));
    setTimeout(() => setSaid(undefined), 2_000);
  };
  return (
    <Button kind="quiet" onClick={copy}>
      <span aria-live="polite">{said ?? label}</span>
      {what && <span class="hidden-label"> {what}</span>}
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
