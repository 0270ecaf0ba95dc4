import type { Message } from '../../../client/index.ts';
import { codePointOf } from '../../code-point.ts';
import { words } from '../../words.ts';
import { ucs2Character } from './ucs2.ts';

const { messages: say } = words;

/** The text as a phone shows it, and its encoding. */
export const Bubble = ({ message: { text, encoding, segments, type } }: { readonly message: Message }) => {
  const character = encoding === 'ucs-2' && text !== null ? ucs2Character(text) : undefined;
  return (
    <section class="card" aria-label={say.text}>
      <h2>{say.text}</h2>
      {text === null ? (
        <p class="small">{say.textNotKept}</p>
      ) : (
        <p class="message-bubble" dir="auto">
          {text}
        </p>
      )}
      <p class="small">
        {words.count.segments(segments)}, {words.encodings[encoding](segments)}
        {character !== undefined && (
          <>
            {say.because} <bdi class="character">{character}</bdi> ({codePointOf(character)})
          </>
        )}
        {type === 'flash' && ` · ${say.flash}`}
      </p>
    </section>
  );
};
