import type { Message } from '../../../client/index.ts';
import { words } from '../../words.ts';
import { ucs2Character } from './ucs2.ts';

const { messages: say } = words;

/** The text as a phone shows it, and how it travels. */
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
        {words.count.segments(segments)}, {say.encodings[encoding]}
        {character !== undefined && (
          <>
            {' '}
            {say.because} <bdi class="character">{character}</bdi> ({codePoint(character)})
          </>
        )}
        {type === 'flash' && ` · ${say.flash}`}
      </p>
    </section>
  );
};

/** Some characters are not to be seen. */
const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
