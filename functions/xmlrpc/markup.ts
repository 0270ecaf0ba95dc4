import { illegalCharacters } from './charset.ts';
import { XmlRpcDecodeError } from './errors.ts';

const tab = 0x09;
const lineFeed = 0x0a;
const space = 0x20;
const bang = 0x21;
const slash = 0x2f;
const less = 0x3c;
const greater = 0x3e;
const question = 0x3f;
const byteOrderMark = 0xfeff;

const isSpace = (code: number): boolean => code === space || code === lineFeed || code === tab;

/** `empty` is a tag such as `<nil/>`. */
type TagKind = 'open' | 'close' | 'empty';

/**
 * Reads the subset of XML that XML-RPC needs, from left to right, each character a bounded number of times.
 *
 * Document types are an error, so the only entities are the five of XML. Attributes (such as a namespace), comments and
 * processing instructions are checked and dropped. All methods throw XmlRpcDecodeError.
 */
export class MarkupReader {
  readonly #text: string;
  #at = 0;
  #kind: TagKind = 'open';
  #name = '';

  constructor(text: string) {
    this.#text = text;
    this.#skipDeclaration();
  }

  /** Fails for a document that is XML but not XML-RPC. */
  fail(problem: string): never {
    throw new XmlRpcDecodeError('structure', problem, this.#at);
  }

  /** The name in the tag last read. */
  get name(): string {
    return this.#name;
  }

  get isEmpty(): boolean {
    return this.#kind === 'empty';
  }

  /** Whether the tag last read is `<name>`. */
  opens(name: string): boolean {
    return this.#kind === 'open' && this.#name === name;
  }

  /** Whether the tag last read is `</name>`. */
  closes(name: string): boolean {
    return this.#kind === 'close' && this.#name === name;
  }

  /** Whether the tag last read is `<name/>`. */
  isEmptyOf(name: string): boolean {
    return this.#kind === 'empty' && this.#name === name;
  }

  expect(condition: boolean, tag: string): void {
    if (!condition) this.fail(`${tag} is expected before this point`);
  }

  /** Reads the next tag. Only white space, comments and processing instructions may come before it. */
  nextTag(): void {
    this.#skipMisc();
    if (this.#text.charCodeAt(this.#at) !== less) this.#failAt('There is text where a tag should be', this.#at);
    this.readTag();
  }

  /** Reads the tag that starts right here. */
  readTag(): void {
    const text = this.#text;
    let at = this.#at + 1;
    const closes = text.charCodeAt(at) === slash;
    if (closes) at += 1;
    const start = at;
    if (!isNameStart(text.charCodeAt(at))) this.#failAt('This is not a tag', at);
    while (isNameCode(text.charCodeAt(at))) at += 1;
    this.#name = text.slice(start, at);
    if (!closes) at = this.#skipAttributes(at);
    else while (isSpace(text.charCodeAt(at))) at += 1;
    const empty = !closes && text.charCodeAt(at) === slash;
    if (empty) at += 1;
    if (text.charCodeAt(at) !== greater) this.#failAt('This tag is malformed', at);
    this.#at = at + 1;
    this.#kind = closes ? 'close' : empty ? 'empty' : 'open';
  }

  /** Reads a tag that must be `<name>`. */
  expectOpen(name: string): void {
    this.nextTag();
    this.expect(this.opens(name), `<${name}>`);
  }

  /** Reads a tag that must be `</name>`. */
  expectClose(name: string): void {
    this.nextTag();
    // A different closing tag means that the document is not XML.
    if (this.#kind === 'close' && this.#name !== name)
      this.#failAt(`</${name}> is expected before this point`, this.#at);
    this.expect(this.closes(name), `</${name}>`);
  }

  /** Reads text up to the next tag. Resolves entities, unwraps CDATA, drops comments and processing instructions. */
  readText(): string {
    let result = '';
    for (;;) {
      const end = this.#text.indexOf('<', this.#at);
      if (end === -1) this.#failAtEnd();
      result += this.#resolve(this.#text.slice(this.#at, end), this.#at);
      this.#at = end;
      if (this.#text.startsWith('<![CDATA[', end)) {
        const close = this.#find(']]>', end + 9);
        result += this.#text.slice(end + 9, close);
        this.#at = close + 3;
      } else if (!this.#skipRemark()) return result;
    }
  }

  /** Reads the text and closing tag of an element that holds only text. */
  readContent(name: string): string {
    const content = this.readText();
    this.expectClose(name);
    return content;
  }

  /** Checks that nothing but white space, comments and processing instructions is left. */
  expectEnd(): void {
    this.#skipMisc();
    if (this.#at < this.#text.length) this.#failAt('There is something after the end of the document', this.#at);
  }

  /** Fails because of the character at this place. If the document ends there, it fails because its end is missing. */
  #failAt(problem: string, at: number): never {
    if (at >= this.#text.length) this.#failAtEnd();
    throw new XmlRpcDecodeError('markup', problem, at);
  }

  #failAtEnd(): never {
    throw new XmlRpcDecodeError('markup', 'The document ends too early', this.#text.length, true);
  }

  #find(mark: string, from: number): number {
    const found = this.#text.indexOf(mark, from);
    return found === -1 ? this.#failAtEnd() : found;
  }

  /** Programs may put line ends or byte order marks before the declaration, although XML does not allow that. */
  #skipDeclaration(): void {
    while (isSpace(this.#text.charCodeAt(this.#at)) || this.#text.charCodeAt(this.#at) === byteOrderMark) this.#at += 1;
    if (!this.#text.startsWith('<?xml', this.#at) || !isSpace(this.#text.charCodeAt(this.#at + 5))) return;
    const end = this.#find('?>', this.#at) + 2;
    if (!declaration.test(this.#text.slice(this.#at, end))) this.#failAt('The XML declaration is malformed', this.#at);
    this.#at = end;
  }

  #skipMisc(): void {
    do {
      while (isSpace(this.#text.charCodeAt(this.#at))) this.#at += 1;
    } while (this.#text.charCodeAt(this.#at) === less && this.#skipRemark());
  }

  /** Skips the comment or processing instruction that starts right here; returns whether there was one. */
  #skipRemark(): boolean {
    const next = this.#text.charCodeAt(this.#at + 1);
    if (next === question) this.#skipInstruction();
    else if (next === bang) this.#skipComment();
    else return false;
    return true;
  }

  #skipInstruction(): void {
    const start = this.#at + 2;
    const end = this.#find('?>', start);
    const target = /^[A-Za-z_:][\w.:-]*(?=[ \t\n]|$)/.exec(this.#text.slice(start, Math.min(end, start + 100)))?.[0];
    if (target === undefined) this.#failAt('This processing instruction is malformed', start);
    // A second declaration would begin another document.
    if (target.toLowerCase() === 'xml')
      this.#failAt('An XML declaration must be at the beginning of the document', start);
    this.#at = end + 2;
  }

  #skipComment(): void {
    if (!this.#text.startsWith('<!--', this.#at)) {
      if (this.#text.length - this.#at < '<!DOCTYPE'.length) this.#failAtEnd();
      this.#failAt('A document type or other markup is not accepted here', this.#at);
    }
    const end = this.#find('--', this.#at + 4);
    if (this.#text.charCodeAt(end + 2) !== greater) this.#failAt('This comment is malformed', end + 2);
    this.#at = end + 3;
  }

  /** Skips any number of ` name="value"`, and white space after them. Returns the place after that. */
  #skipAttributes(from: number): number {
    const text = this.#text;
    const names = new Set<string>();
    let at = from;
    for (;;) {
      const before = at;
      while (isSpace(text.charCodeAt(at))) at += 1;
      if (!isNameStart(text.charCodeAt(at))) return at;
      if (at === before) this.#failAt('This attribute is malformed', at);
      const start = at;
      while (isNameCode(text.charCodeAt(at))) at += 1;
      const name = text.slice(start, at);
      if (names.has(name)) this.#failAt('This attribute is in the tag twice', at);
      names.add(name);
      while (isSpace(text.charCodeAt(at))) at += 1;
      if (text[at] !== '=') this.#failAt('This attribute is malformed', at);
      at += 1;
      while (isSpace(text.charCodeAt(at))) at += 1;
      const quote = text[at];
      if (quote !== '"' && quote !== "'") this.#failAt('This attribute is malformed', at);
      const end = this.#find(quote, at + 1);
      const value = text.slice(at + 1, end);
      if (value.includes('<')) this.#failAt('This attribute is malformed', at);
      this.#resolve(value, at + 1);
      at = end + 1;
    }
  }

  /** @param start the place of `raw` in the document */
  #resolve(raw: string, start: number): string {
    if (raw.includes(']]>')) this.#failAt('The text contains "]]>"', start);
    let ampersand = raw.indexOf('&');
    let result = '';
    let from = 0;
    while (ampersand !== -1) {
      // A reference may be long, because it may have leading zeros. If it is malformed, the reading ends here anyway.
      const semicolon = raw.indexOf(';', ampersand);
      if (semicolon === -1) this.#failAt('This reference is malformed', start + ampersand);
      const character = this.#character(raw.slice(ampersand + 1, semicolon), start + ampersand);
      result += raw.slice(from, ampersand) + character;
      from = semicolon + 1;
      ampersand = raw.indexOf('&', from);
    }
    result += raw.slice(from);
    // Checked only now: Java's Apache XML-RPC writes an emoji as one reference to each half of its surrogate pair.
    if (!result.isWellFormed()) this.#failAt('XML does not allow the character of this reference', start);
    return result;
  }

  #character(reference: string, at: number): string {
    const named = entities.get(reference);
    if (named !== undefined) return named;
    const [, decimal, hexadecimal] = /^#(?:([0-9]+)|x([0-9A-Fa-f]+))$/.exec(reference) ?? [];
    const digits = decimal ?? hexadecimal;
    if (digits === undefined) this.#failAt('This entity is unknown', at);
    const code = Number.parseInt(digits, decimal === undefined ? 16 : 10);
    if (code > 0x10ffff || illegalCharacters.test(String.fromCodePoint(code))) {
      this.#failAt('XML does not allow the character of this reference', at);
    }
    return String.fromCodePoint(code);
  }
}

/** Version 1.x is read as 1.0 (XML 1.0, fifth edition, §2.8). Some charsets have a colon in their names, against XML. */
const declaration =
  /^<\?xml\s+version\s*=\s*(?:"1\.[0-9]+"|'1\.[0-9]+')(?:\s+encoding\s*=\s*(?:"[A-Za-z][\w.:-]*"|'[A-Za-z][\w.:-]*'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>/;

const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Letters and `: _`. */
const isNameStart = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x3a || code === 0x5f;

/** Letters, digits and `. : _ -`. XML-RPC's names and the namespace attributes seen on them have no others. */
const isNameCode = (code: number): boolean => isNameStart(code) || (code >= 0x2d && code <= 0x39 && code !== slash);
