/** Fields of one record. `quoted` false: no field of it begins with a quote. */
export function splitFields(text: string, delimiter: string, quoted: boolean): string[] {
  if (!quoted) return text.split(delimiter);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let field: string;
    if (text.startsWith('"', at)) {
      const close = closingQuote(text, at + 1);
      field = text.slice(at + 1, close).replaceAll('""', '"');
      at = close + 1;
    } else {
      const end = text.indexOf(delimiter, at);
      field = text.slice(at, end === -1 ? text.length : end);
      at = end === -1 ? text.length : end;
    }
    fields.push(field);
    if (at >= text.length) return fields;
    at += delimiter.length;
  }
}

function closingQuote(text: string, from: number): number {
  for (let at = from; ; at += 2) {
    at = text.indexOf('"', at);
    if (at === -1) return text.length;
    if (text[at + 1] !== '"') return at;
  }
}
