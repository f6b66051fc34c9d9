import { Readable } from 'node:stream';

/** A record of NDJSON, as far as these tests name it. */
export interface DuctLine {
  readonly externalId: string;
  readonly segmentType?: string;
  readonly [field: string]: unknown;
}

/** Records as an NDJSON body: ducts of 300 mm where they say nothing else. */
export function ductLines(lines: Iterable<DuctLine>): Readable {
  return Readable.from(
    (function* () {
      for (const line of lines) {
        const duct = { segmentType: 'duct_segment', shape: 'round', diameter: 0.3, length: 10 };
        const { segmentType = 'duct_segment' } = line;
        yield `${JSON.stringify(segmentType === 'duct_segment' ? { ...duct, ...line } : { segmentType, ...line })}\n`;
      }
    })(),
  );
}

/**
 * A unit, a main, and two branches with a terminal each: 0.2 m³/s on the left, 0.3 on the right. Connections are named
 * by one side alone.
 */
export function smallNetwork(name = ''): DuctLine[] {
  const id = (part: string): string => `${name}${part}`;
  return [
    { externalId: id('ahu'), segmentType: 'equipment' },
    { externalId: id('main'), connectsTo: [id('ahu'), id('tee')] },
    { externalId: id('tee'), segmentType: 'duct_fitting' },
    { externalId: id('left'), connectsTo: [id('tee'), id('t1')] },
    {
      externalId: id('right'),
      connectsTo: [id('tee')],
      shape: 'rectangular',
      diameter: null,
      width: 0.4,
      height: 0.2,
    },
    { externalId: id('t1'), segmentType: 'air_terminal', airflow: 0.2 },
    { externalId: id('t2'), segmentType: 'air_terminal', airflow: 0.3, connectsTo: [id('right')] },
  ];
}
