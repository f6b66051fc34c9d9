const MAX_BYTES = 200;

/**
 * The last part of a file name as a caller sent it: never a path, no control or direction characters, at most 200
 * bytes of UTF-8 with the extension kept.
 */
export function safeFileName(given: string | undefined): string {
  const last = (given ?? '').normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  // Direction marks could make `fdp.exe` look like another name on the page.
  const clean = last
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF\p{Cs}]/gu, '')
    .trim();
  if (clean === '' || /^\.+$/.test(clean)) return 'upload';
  return shorten(clean);
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const extension = /(\.[A-Za-z0-9]{1,10}){1,2}$/.exec(name)?.[0] ?? '';
  const room = MAX_BYTES - Buffer.byteLength(extension);
  let stem = '';
  for (const character of name.slice(0, name.length - extension.length)) {
    if (Buffer.byteLength(stem) + Buffer.byteLength(character) > room) break;
    stem += character;
  }
  return stem + extension;
}
