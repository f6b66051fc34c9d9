import { describe, expect, it } from 'vitest';

import { parseAirflowTable } from './airflow-table.ts';
import { InvalidRequestError } from './errors.ts';

function faults(text: string): string[] {
  try {
    parseAirflowTable(text);
  } catch (error) {
    if (error instanceof InvalidRequestError)
      return error.errors.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

describe('parseAirflowTable', () => {
  it('reads keys and flows by the names of their columns', () => {
    const id = '0198c0de-0000-7000-8000-000000000000';
    const text = `\uFEFFRoom,Segment ID,External_Id,terminal,airflow_cfm\r\n1,${id},,,450\r\n2,,d1,,0\r\n\r\n3,,,"SD ""1"", a",-12.5`;
    expect(parseAirflowTable(text)).toEqual([
      { segmentId: id, airflowCfm: 450 },
      { externalId: 'd1', airflowCfm: 0 },
      { terminal: 'SD "1", a', airflowCfm: -12.5 },
    ]);
  });

  it('takes decimal commas where semicolons part the fields', () => {
    expect(parseAirflowTable('terminal;airflow_m3s\nSD-1;0,25\n')).toEqual([
      { terminal: 'SD-1', airflow: 0.25 },
    ]);
    expect(parseAirflowTable('terminal\tairflow\nSD-1\t0.25')).toEqual([{ terminal: 'SD-1', airflow: 0.25 }]);
  });

  it('names the row that does not fit', () => {
    expect(faults('external_id,airflow\nd1,1\nd2,\n')).toEqual(['1: give one of airflow and airflowCfm']);
    expect(faults('external_id,airflow\n,1')).toEqual(['0: name one of segmentId, externalId and terminal']);
    expect(faults('external_id,airflow\nd1,much')[0]).toContain('0.airflow');
    expect(faults('external_id,airflow\n"d1"x,1')).toEqual([': line 2: text behind a closing quote']);
    expect(faults('external_id,flow\nd1,1')).toEqual(['header: no column airflow or airflow_cfm']);
    expect(faults('external_id,airflow\n')).toHaveLength(1);
    expect(faults(`external_id,airflow\n${'d,1\n'.repeat(10_001)}`)).toEqual([': more than 10000 rows']);
  });
});
