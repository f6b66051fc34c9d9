import iconv from 'iconv-lite';

import { storable } from '../../../../storable.ts';
import { ShortNames } from '../tags/short-names.ts';
import { encodingOf, MULTIBYTE_PAGES } from './code-pages.ts';

/** From this version on texts are UTF-8 (AutoCAD 2007). */
const FIRST_UTF8 = 'AC1021';
const DEFAULT_ENCODING = 'windows1252';

/** Decodes the texts of one drawing; `use` says how once the header is read. */
export class DxfTextDecoder {
  /** True once a character that cannot be stored was replaced; the caller resets it. */
  replaced = false;
  readonly #names = new ShortNames();
  #encoding = DEFAULT_ENCODING;

  /** @returns false where the code page is not known, so that Windows-1252 is assumed. */
  use(version: string | null, codePage: string | null): boolean {
    if (version !== null && /^AC\d{4}$/.test(version) && version >= FIRST_UTF8) {
      this.#encoding = 'utf8';
      return true;
    }
    const known = codePage === null ? null : encodingOf(codePage);
    this.#encoding = known !== null && iconv.encodingExists(known) ? known : DEFAULT_ENCODING;
    return known !== null || codePage === null;
  }

  /** Name of the encoding that texts are decoded with. */
  get encoding(): string {
    return this.#encoding;
  }

  readonly decode = (bytes: Buffer, start: number, end: number): string => {
    const plain = this.#names.get(bytes, start, end);
    if (plain !== null) return plain;
    const part = bytes.subarray(start, end);
    const text = this.#encoding === 'utf8' ? part.toString('utf8') : iconv.decode(part, this.#encoding);
    const whole = unescapeCharacters(text);
    const clean = storable(whole);
    if (clean !== whole) this.replaced = true;
    return clean;
  };
}

/** `\U+XXXX` is a character by its code point, `\M+nXXXX` one by its bytes in a code page; others stay as written. */
export function unescapeCharacters(text: string): string {
  if (!text.includes('\\')) return text;
  return text
    .replaceAll(/\\U\+([0-9A-Fa-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replaceAll(/\\M\+([1-5])([0-9A-Fa-f]{4})/g, (whole, page: string, hex: string) => {
      const encoding = MULTIBYTE_PAGES[page];
      return encoding === undefined ? whole : iconv.decode(Buffer.from(hex, 'hex'), encoding);
    });
}
