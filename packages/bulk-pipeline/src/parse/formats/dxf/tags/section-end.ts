/** More than the two lines of such a record have in any file. */
export const SECTION_END_BYTES = 256;
const AROUND = 32;
const RECORD = /(?:\r\n|\r|\n)([\t ]*0[\t ]*(?:\r\n|\r|\n)[\t ]*(?:ENDSEC|SECTION|EOF)[\t ]*)(?:[\r\n]|$)/;

/**
 * Where the record begins that ends a section in a text file: its ENDSEC, else the next SECTION, or the EOF. A native
 * search for the words, so that what stands before them costs next to nothing.
 * @param isLast true where the file ends with these bytes.
 * @returns -1 where there is none between the two positions.
 */
export function findSectionEnd(bytes: Buffer, from: number, to: number, isLast: boolean): number {
  const words = isLast ? ['ENDSEC', 'SECTION', 'EOF'] : ['ENDSEC', 'SECTION'];
  let first = -1;
  for (const word of words) {
    const part = bytes.subarray(0, first === -1 ? to : Math.min(to, first + SECTION_END_BYTES));
    const at = findRecord(part, from, word, isLast);
    if (at !== -1 && (first === -1 || at < first)) first = at;
  }
  return first;
}

/** The word has to be all of a value, and the line before it a group code 0. */
function findRecord(bytes: Buffer, from: number, word: string, isLast: boolean): number {
  for (let at = bytes.indexOf(word, from, 'latin1'); at !== -1; at = bytes.indexOf(word, at + 1, 'latin1')) {
    if (!isLast && at + word.length >= bytes.length) return -1;
    const start = Math.max(0, at - AROUND);
    const found = RECORD.exec(bytes.toString('latin1', start, at + word.length + AROUND));
    if (found?.[1] === undefined) continue;
    const begin = start + found.index + found[0].indexOf(found[1]);
    if (begin >= from && begin < at && begin + found[1].length >= at + word.length) return begin;
  }
  return -1;
}
