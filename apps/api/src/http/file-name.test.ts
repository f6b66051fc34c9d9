import { describe, expect, it } from 'vitest';

import { safeFileName } from './file-name.ts';

describe('safeFileName', () => {
  it.each([
    ['plan.ifc', 'plan.ifc'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\Lüftung EG.ifc', 'Lüftung EG.ifc'],
    ['/', 'upload'],
    ['..', 'upload'],
    ['a/..', 'upload'],
    ['', 'upload'],
    [undefined, 'upload'],
    ['a\u0000b\r\n.csv', 'ab.csv'],
    ['invoice\u202Efdp.ifc', 'invoicefdp.ifc'],
    ['  spaced.ifc  ', 'spaced.ifc'],
    ['\uD800.csv', '.csv'],
  ])('%j becomes %j', (given, expected) => {
    expect(safeFileName(given)).toBe(expected);
  });

  it('shortens to 200 bytes and keeps the extension', () => {
    const name = safeFileName(`${'ü'.repeat(300)}.ndjson.gz`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toMatch(/^ü+\.ndjson\.gz$/);
  });
});
