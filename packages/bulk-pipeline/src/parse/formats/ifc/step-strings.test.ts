import { describe, expect, it } from 'vitest';

import { decodeStepString } from './step-strings.ts';

function decode(raw: string | Uint8Array): { text: string; notes: string[] } {
  const bytes = typeof raw === 'string' ? Buffer.from(raw, 'latin1') : Buffer.from(raw);
  const notes: string[] = [];
  return { text: decodeStepString(bytes, 0, bytes.length, (code) => void notes.push(code)), notes };
}

describe('decodeStepString', () => {
  it.each([
    ['plain', 'plain'],
    ["it''s", "it's"],
    [String.raw`a\\b`, String.raw`a\b`],
    [String.raw`R\X\FCcklauf`, 'Rücklauf'],
    [String.raw`\X2\041D043E043C04350440\X0\ 5`, 'Номер 5'],
    [String.raw`\X2\D83DDE00\X0\ `, '😀 '],
    [String.raw`\X4\0001F600000000E4\X0\ `, '😀ä '],
    [String.raw`L\S\d|\S\| `, 'Lä|ü '],
    [String.raw`\PB\\S\f \PA\\S\f`, 'ć æ'],
    [String.raw`\PE\\S\0`, 'А'.normalize()],
    [String.raw`C:\\X2\\file`, String.raw`C:\X2\file`],
    [String.raw`\X2\\X0\empty`, 'empty'],
  ])('reads %s', (raw, text) => {
    expect(decode(raw)).toEqual({ text, notes: [] });
  });

  it('takes bytes beyond ASCII for UTF-8, else for ISO 8859-1', () => {
    expect(decode(Buffer.from('Länge – 木', 'utf8'))).toEqual({ text: 'Länge – 木', notes: [] });
    expect(decode(Buffer.from('Länge', 'latin1'))).toEqual({ text: 'Länge', notes: ['encoding_assumed'] });
  });

  it('keeps a broken escape as written', () => {
    const raw = String.raw`C:\Users\lminas\Downloads`;
    expect(decode(raw).text).toBe(raw);
    expect(new Set(decode(raw).notes)).toEqual(new Set(['bad_escape']));
    for (const broken of [String.raw`\X2\04\X0\ `, String.raw`\X2\0041`, String.raw`\X\G1`, '\\']) {
      expect(decode(broken).text).toBe(broken);
    }
  });

  it('replaces what a database refuses', () => {
    expect(decode('a\0b')).toEqual({ text: 'a\uFFFDb', notes: ['character_replaced'] });
    expect(decode(String.raw`\X2\D83D\X0\x`)).toEqual({ text: '\uFFFDx', notes: ['character_replaced'] });
    expect(decode(String.raw`\X4\00110000\X0\x`).text).toBe('\uFFFDx');
    expect(decode(String.raw`\X\00`)).toEqual({ text: '\uFFFD', notes: ['character_replaced'] });
  });
});
