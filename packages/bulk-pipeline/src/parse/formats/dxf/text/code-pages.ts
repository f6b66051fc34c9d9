/** Values of $DWGCODEPAGE that iconv-lite knows under other names; the rest are ANSI_n and DOSn. */
const NAMES: Readonly<Record<string, string>> = {
  ANSI_932: 'shiftjis',
  ANSI_936: 'gbk',
  ANSI_949: 'cp949',
  ANSI_950: 'big5',
  ANSI_874: 'windows874',
  DOS932: 'shiftjis',
  MACINTOSH: 'macroman',
  ASCII: 'windows1252',
  UTF8: 'utf8',
  'UTF-8': 'utf8',
};

/** What iconv-lite calls a code page of a drawing; null for one that is not known. */
export function encodingOf(codePage: string): string | null {
  const name = codePage.trim().toUpperCase();
  if (Object.hasOwn(NAMES, name)) return NAMES[name] ?? null;
  const ansi = /^ANSI_(125[0-8])$/.exec(name);
  if (ansi !== null) return `windows${ansi[1]}`;
  const dos = /^DOS(437|737|775|8[56]\d|720)$/.exec(name);
  if (dos !== null) return `cp${dos[1]}`;
  const iso = /^ISO_?8859-?(\d{1,2})$/.exec(name);
  return iso === null ? null : `iso8859${iso[1]}`;
}

/** Code pages of `\M+nXXXX`, by n (AutoCAD: multibyte interchange format). */
export const MULTIBYTE_PAGES: Readonly<Record<string, string>> = {
  '1': 'shiftjis',
  '2': 'big5',
  '3': 'cp949',
  '5': 'gbk',
};
