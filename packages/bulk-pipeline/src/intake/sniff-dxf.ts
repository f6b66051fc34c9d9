const BINARY_SENTINEL = 'AutoCAD Binary DXF';
/** Pairs of group code and value that are tried. */
const TRIED_PAIRS = 12;
/** A file without SECTION is told by this many pairs, or by all it has. */
const TELLING_PAIRS = 3;
const LAST_GROUP_CODE = 1071;

/**
 * True for a text that begins like a DXF, comments (group code 999) first: with a SECTION, or, without any structure,
 * with an entity and pairs of group code and value behind it. True as well for the sentinel of a binary DXF.
 */
export function isDxf(text: string): boolean {
  if (text.startsWith(BINARY_SENTINEL)) return true;
  const lines = text.slice(0, 64 * 1024).split(/\r\n|\r|\n/);
  let at = 0;
  while (lines[at]?.trim() === '' && at < lines.length) at += 1;
  while (lines[at]?.trim() === '999') at += 2;
  if (lines[at]?.trim() !== '0') return false;
  const type = lines[at + 1]?.trim() ?? '';
  if (type === 'SECTION') return true;
  return /^[A-Z][A-Z\d_]*$/.test(type) && hasPairs(lines, at + 2);
}

function hasPairs(lines: readonly string[], from: number): boolean {
  let pairs = 0;
  for (let at = from; at + 1 < lines.length && pairs < TRIED_PAIRS; at += 2) {
    const code = lines[at]?.trim() ?? '';
    if (!/^\d{1,4}$/.test(code) || Number(code) > LAST_GROUP_CODE) return false;
    pairs += 1;
  }
  return pairs >= TELLING_PAIRS;
}
