import { describe, expect, it } from 'vitest';

import { normalName, sizeName } from './size-names.ts';
import { parseFlowText, parseSizeText } from './size-text.ts';

describe('parseSizeText', () => {
  it.each([
    ['300x200', [300, 200], false, null],
    ['300 mm x 200 mm', [300, 200], false, 0.001],
    ['300 × 200', [300, 200], false, null],
    ['300х200', [300, 200], false, null],
    ['ø200', [200], true, null],
    ['200ø', [200], true, null],
    ['200 mmø', [200], true, 0.001],
    ['DN 50', [50], true, 0.001],
    ['12"', [12], false, 0.0254],
    ['12"x8"', [12, 8], false, 0.0254],
    ['1,5 m', [1.5], false, 1],
    ['1,250.5', [1250.5], false, null],
    ['1.250,5', [1250.5], false, null],
    ['300x200-300x200', [300, 200], false, null],
  ])('reads %s', (text, values, round, unit) => {
    expect(parseSizeText(text)).toEqual({ values, round, unit });
  });

  it.each(['', '300x200-200x200', 'Standard', '1x2x3', '0x5', '-5', 'RRR 20', '300x'])(
    'leaves "%s" open',
    (text) => {
      expect(parseSizeText(text)).toBeNull();
    },
  );
});

describe('parseFlowText', () => {
  it.each([
    ['350 l/s', 0.35],
    ['350.0 L/s', 0.35],
    ['3 600 m³/h', 1],
    ['3600 м³/ч', 1],
    ['1000 CFM', 0.4719474432],
    ['0,5 m3/s', 0.5],
  ])('reads %s', (text, flow) => {
    expect(parseFlowText(text)).toBeCloseTo(flow, 12);
  });

  it.each(['350', 'l/s', '5 kW', ''])('leaves "%s" open', (text) => {
    expect(parseFlowText(text)).toBeNull();
  });
});

describe('sizeName', () => {
  it.each([
    ['Longitud', 'length'],
    ['Länge', 'length'],
    ['LAENGE', 'length'],
    ['Длина', 'length'],
    ['Longueur', 'length'],
    ['Nominal Width', 'width'],
    ['Höhe', 'height'],
    ['Diametro', 'diameter'],
    ['Diámetro', 'diameter'],
    ['Aussen-Durchmesser', 'diameter'],
    ['Внутренний диаметр', 'diameter'],
    ['DN', 'diameter'],
    ['Tamaño', 'section'],
    ['Débit', 'flow'],
    ['Lunghezza', 'length'],
    ['Høyde', 'height'],
    ['Szerokość', 'width'],
    ['Średnica', 'diameter'],
    ['Diametro esterno', 'diameter'],
    ['高さ', 'height'],
    ['Largeur', 'width'],
    ['Diamètre', 'diameter'],
    ['Volumenstrom', 'flow'],
  ])('knows %s', (name, role) => {
    expect(sizeName(name)?.role).toBe(role);
  });

  it.each(['Höhenlage', 'Isolationsdicke', 'Level', 'Area', 'Länge Abgang', 'DN1'])(
    'leaves %s alone',
    (name) => {
      expect(sizeName(name)).toBeNull();
    },
  );

  it('keeps letters that only look accented', () => {
    expect(normalName('Внешний')).toBe('внешний');
  });
});
