import { useState } from 'preact/hooks';
import { words } from '../words.ts';
import { Button } from './button.tsx';

interface CopyProps {
  readonly text: string;
  /** The button's label; default: “Copy”. */
  readonly label?: string;
  /** What it copies, for screen readers. */
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

/** A browser may forbid it. A page that came over plain HTTP has no clipboard. */
const written = async (text: string): Promise<string> => {
  try {
    await navigator.clipboard.writeText(text);
    return words.common.copied;
  } catch {
    return words.common.notCopied;
  }
};
