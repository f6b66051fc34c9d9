/** Longest text that is kept of one statement, characters. */
const MOST_LENGTH = 10_000;

// Names and parameters are matched so that nothing inside them is; a string that never ends goes to the end.
const TOKEN = new RegExp(
  [
    /"(?:[^"]|"")*"/u,
    /\$\d+/,
    /\$([A-Za-z_]\w*)?\$[\s\S]*?(?:\$\1\$|$)/,
    /[eE]'(?:[^'\\]|''|\\[\s\S])*(?:'|$)/,
    /'(?:[^']|'')*(?:'|$)/,
    /\/\*[\s\S]*?(?:\*\/|$)/,
    /--[^\n]*/,
    /[\p{L}_][\p{L}\w$]*/u,
    /\d+(?:\.\d*)?(?:[eE][+-]?\d+)?/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
);

/**
 * The text of a statement without the values in it, whatever the server left: strings and numbers become `?`, comments
 * go. Parameters (`$1`) and quoted names stay.
 */
export function withoutLiterals(sql: string): string {
  const cleared = sql.replaceAll(TOKEN, (token) => {
    if (/^(--|\/\*)/.test(token)) return ' ';
    if (/^["\p{L}_]/u.test(token) && !/^[eE]'/.test(token)) return token;
    return /^\$\d/.test(token) ? token : '?';
  });
  return cleared.replaceAll(/\s+/g, ' ').trim().slice(0, MOST_LENGTH);
}
