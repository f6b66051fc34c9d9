import { type Segment } from '@sizewise/shared';

import { formatMetres, formatWord } from './format.ts';

/** What is known of a segment, as rows of a list; what the file does not say has no row. */
export function segmentFacts(segment: Segment): { name: string; value: string }[] {
  const size =
    segment.width !== null && segment.height !== null
      ? `${formatMetres(segment.width)} × ${formatMetres(segment.height)}`
      : null;
  const rows: [string, string | null][] = [
    ['Type', formatWord(segment.segmentType)],
    ['Class', segment.ifcClass],
    ['Layer', segment.layer],
    ['System', segment.system],
    ['Level', segment.level],
    ['Discipline', segment.discipline],
    ['Material', segment.material],
    ['Section', segment.shape],
    ['Size', size],
    ['Diameter', segment.diameter === null ? null : formatMetres(segment.diameter)],
    ['Length', segment.length === null ? null : formatMetres(segment.length)],
    ['Airflow', segment.airflow === null ? null : `${Number(segment.airflow.toPrecision(4))} m³/s`],
    [
      'Height',
      segment.bounds === null
        ? null
        : `${formatMetres(segment.bounds.minZ)} to ${formatMetres(segment.bounds.maxZ)}`,
    ],
    ['Connects to', segment.connectsTo.length === 0 ? null : String(segment.connectsTo.length)],
    ['External id', segment.externalId],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}
