import { describe, expect, it } from 'vitest';

import { stepText } from '../../../../test/ifc-fixtures.ts';
import { parseStepHeader } from './step-header.ts';

const codeOf = (text: string): unknown => {
  try {
    return parseStepHeader(text, 0, true);
  } catch (error) {
    return (error as { code: unknown }).code;
  }
};

describe('parseStepHeader', () => {
  it.each([
    ['IFC2X3', 'IFC2X3'],
    ['IFC2X3_TC1', 'IFC2X3'],
    ['IFC4', 'IFC4'],
    ['IFC4_ADD2_TC1', 'IFC4'],
    ['IFC4X3', 'IFC4X3'],
    ['IFC4X3_ADD2', 'IFC4X3'],
    ['IFC4X3_RC4', 'IFC4X3'],
    ['ifc4x3_add2', 'IFC4X3'],
  ])('knows the schema %s', (name, schema) => {
    const text = stepText('', name);
    expect(parseStepHeader(text, 0, true)).toEqual({
      schema,
      schemaName: name,
      dataOffset: text.indexOf('DATA;') + 5,
    });
  });

  it.each(['IFC2X2_FINAL', 'IFC4X1', 'IFC4X2', 'IFC5', 'AUTOMOTIVE_DESIGN', ''])(
    'refuses the schema "%s"',
    (name) => {
      expect(codeOf(stepText('', name))).toBe('unsupported_schema');
    },
  );

  it('is not led astray by comments and strings', () => {
    const text =
      "/* x */ISO-10303-21;/*DATA;*/HEADER;FILE_NAME('DATA;it''s;');FILE_SCHEMA (\n('IFC4') );ENDSEC;DATA;";
    expect(parseStepHeader(text, 7, true)).toMatchObject({ schema: 'IFC4', dataOffset: 7 + text.length });
  });

  it('tells a cut header from a file without data', () => {
    const whole = stepText('');
    const data = whole.indexOf('DATA;');
    expect(codeOf(`${whole.slice(0, data)}END-ISO-10303-21;`)).toBe('missing_data_section');
    expect(codeOf(whole.slice(0, data))).toBe('missing_data_section');
    expect(codeOf(whole.slice(0, data - 10))).toBe('truncated_file');
    expect(codeOf(whole.slice(0, data + 2))).toBe('truncated_file');
    expect(codeOf('ISO-10303-21;\nHEADER;\nFILE_SCHEMA((')).toBe('truncated_file');
    expect(codeOf('id,name\n1,x')).toBe('unknown_format');
  });
});
