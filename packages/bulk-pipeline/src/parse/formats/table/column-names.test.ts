import { describe, expect, it } from 'vitest';

import { readColumnName } from './column-names.ts';

describe('readColumnName', () => {
  it.each([
    ['guid', 'externalId', null],
    ['GlobalId', 'externalId', null],
    ['GLOBAL_ID', 'externalId', null],
    ['External ID', 'externalId', null],
    ['IfcGUID', 'externalId', null],
    ['ifc_class', 'ifcClass', null],
    ['IFC Class', 'ifcClass', null],
    ['ifcClass', 'ifcClass', null],
    ['Class', 'class', null],
    ['Type', 'type', null],
    ['segmentType', 'segmentType', null],
    ['System Name', 'system', null],
    ['Storey', 'level', null],
    ['length', 'length', null],
    ['length_mm', 'length', 0.001],
    ['lengthMm', 'length', 0.001],
    ['Length (mm)', 'length', 0.001],
    ['Length [Meters]', 'length', 1],
    ['width [in]', 'width', 0.0254],
    ['Width (")', 'width', 0.0254],
    ['Duct Height (US-ft)', 'height', 1200 / 3937],
    ['Diameter, mm', 'diameter', 0.001],
    ['airflow_cfm', 'airflow', 0.3048 ** 3 / 60],
    ['Air Flow (m³/h)', 'airflow', 1 / 3600],
    ['Flow (L/s)', 'airflow', 0.001],
    ['flow_m3_h', 'airflow', 1 / 3600],
    ['airflow_m3s', 'airflow', 1],
    ['min_x', 'minX', null],
    ['minX', 'minX', null],
    ['XMin', 'minX', null],
    ['bounds.maxZ', 'maxZ', null],
    ['bbox_max_y (mm)', 'maxY', 0.001],
    ['area_m2', 'area', null],
    ['connectsTo', 'connectsTo', null],
    ['size', 'size', null],
  ])('%s is %s', (header, field, scale) => {
    const name = readColumnName(header);
    expect(name?.field).toBe(field);
    expect(name?.scale ?? null).toBe(scale);
  });

  it.each([
    '',
    'colour',
    'length (furlong)',
    'length (total)',
    'name (mm)',
    'width_cfm',
    'airflow_mm',
    'flow in',
    'guid guid',
    '()',
    'in',
  ])('%s is not known', (header) => expect(readColumnName(header)).toBeNull());
});
