const DELIMITERS = [',', ';', '\t', '|'] as const;
const JUDGED_ROWS = 20;
/** Share of the rows that must have as many fields as the header: ragged rows are rejected one by one later. */
const CONSISTENT_SHARE = 0.3;
/** With fewer rows the header alone decides. */
const TELLING_ROWS = 4;
const LONGEST_HEADER_FIELD = 128;
/** Longer phrases between commas are prose. */
const MOST_HEADER_WORDS = 6;

/**
 * True when a text has the shape of a delimited table: a header of short names and rows with as many fields.
 * Which columns a drawing needs is not judged here.
 */
export function looksLikeTable(text: string, whole: boolean): boolean {
  return DELIMITERS.some((delimiter) => {
    const rows = firstRows(text, delimiter, whole);
    const header = rows[0];
    if (header === undefined || header.length < 2 || !isHeader(header)) return false;
    const data = rows.slice(1);
    const same = data.filter((row) => row.length === header.length).length;
    return data.length < TELLING_ROWS || same >= data.length * CONSISTENT_SHARE;
  });
}

function isHeader(fields: readonly string[]): boolean {
  const names = fields.map((field) => field.trim());
  const filled = names.filter((name) => name !== '');
  if (filled.length < 2 || filled.length < names.length / 2) return false;
  if (filled.some((name) => name.length > LONGEST_HEADER_FIELD || !/[^\d\s.,+-]/.test(name))) return false;
  return filled.every((name) => !/[.!?]$/.test(name) && name.split(/\s+/).length <= MOST_HEADER_WORDS);
}

/** The first rows, without blank ones; quoted fields may hold delimiters and newlines. */
function firstRows(text: string, delimiter: string, whole: boolean): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endRow = (): void => {
    row.push(field);
    if (row.length > 1 || field.trim() !== '') rows.push(row);
    row = [];
    field = '';
  };
  for (let i = 0; i < text.length && rows.length < JUDGED_ROWS; i += 1) {
    const char = text.charAt(i);
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[i + 1] === '"') {
        field += char;
        i += 1;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === delimiter) {
      row.push(field);
      field = '';
    } else if (char === '\n' || char === '\r') {
      if (char === '\r' && text[i + 1] === '\n') i += 1;
      endRow();
    } else field += char;
  }
  // The last row of a sample is cut; that of a whole file is there, unless its quote never closes.
  if ((whole && !quoted && (row.length > 0 || field !== '')) || rows.length === 0) endRow();
  return rows;
}
