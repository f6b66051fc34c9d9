import { describe, expect, it } from 'vitest';

import { seededRandom } from '../generate/random.ts';
import { type Drawing } from './drawings.ts';
import { FAULTS } from './faults.ts';
import { FaultReport } from './report.ts';
import { type Expected, planRound, type RoundPlan } from './round.ts';

const FORMATS = ['ndjson', 'csv', 'geojson', 'ifc', 'dxf'];
const DRAWINGS: readonly Drawing[] = FORMATS.map((format) => ({ format, path: format, fileName: format }));
const ROWS = {
  segments: 10,
  documents: 10,
  calculations: 0,
  segmentSum: '1',
  documentSum: '2',
  calculationSum: '3',
};
const EXPECTED = new Map<string, Expected>(
  FORMATS.map((format) => [
    format,
    { milliseconds: 1000, rows: { ...ROWS, rejects: format === 'csv' || format === 'ndjson' ? 12 : 0 } },
  ]),
);
const planned = (number: number, seed = 1): RoundPlan =>
  planRound(number, DRAWINGS, FAULTS, EXPECTED, seededRandom(seed * 1_000_003 + number));

describe('rounds', () => {
  it('are the same for the same seed and number', () => {
    expect(planned(7)).toEqual(planned(7));
    expect(planned(7)).not.toEqual(planned(7, 2));
  });

  it('meet every format with every fault', () => {
    const met = new Set(
      Array.from({ length: 200 }, (_, number) => planned(number)).map(
        ({ drawing, faults }) => `${drawing.format} ${faults[0]?.fault.name}`,
      ),
    );
    expect(met.size).toBe(FORMATS.length * FAULTS.length);
  });

  it('correct rejects only where there are some', () => {
    const corrected = Array.from({ length: 200 }, (_, number) => planned(number))
      .filter(({ action }) => action === 'correct')
      .map(({ drawing }) => drawing.format);
    expect(new Set(corrected)).toEqual(new Set(['csv', 'ndjson']));
  });
});

describe('the report', () => {
  it('counts faults by kind and says what was lost', () => {
    const report = new FaultReport();
    const nothing = { losses: [], duplicates: [], stuck: [], orphans: [], crashes: [] };
    report.add({ ...nothing, faults: ['Redis gone', 'kill -9 of the api'] });
    expect(report.isClean).toBe(true);
    report.add({ ...nothing, faults: ['Redis gone'], losses: ['a segment'] });
    expect(report.isClean).toBe(false);
    expect(report.lines().slice(0, 2)).toEqual(['    2  Redis gone', '    1  kill -9 of the api']);
    expect(report.lines().at(-1)).toMatch(/^2 rounds, 3 faults, 1 losses, 0 duplicates, /);
  });
});
