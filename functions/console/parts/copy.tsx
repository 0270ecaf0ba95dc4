import { useState } from 'preact/hooks';
import { words } from '../words.ts';
import { Button } from './button.tsx';

/** Puts a text on the clipboard. */
export const Copy = ({ text }: { readonly text: string }) => {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <Button kind="quiet" onClick={copy}>
      <span aria-live="polite">{isCopied ? words.common.copied : words.common.copy}</span>
    </Button>
  );
};
