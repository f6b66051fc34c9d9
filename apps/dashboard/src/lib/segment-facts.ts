import { type Calculation, FLOW_UNITS, type Segment } from '@sizewise/shared';

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

/** What is calculated of a segment, as rows of a list. */
export function calculationFacts({
  input,
  resultData,
  source,
}: Calculation): { name: string; value: string }[] {
  const amount = (name: string, unit: string): string | null => {
    const value = resultData[name];
    return typeof value === 'number' ? `${digits(value)} ${unit}` : null;
  };
  const both = (first: string | null, second: string | null): string | null =>
    first && second ? `${first} · ${second}` : (first ?? second);
  const isSum = input['flow'] === 'summed';
  const flow = typeof input['airflow'] === 'number' ? flowText(input['airflow']) : null;
  const rows: [string, string | null][] = [
    [
      isSum ? 'Airflow, summed' : 'Airflow',
      flow && isSum && input['isFlowComplete'] === false ? `at least ${flow}` : flow,
    ],
    ['Velocity', both(amount('velocity', 'm/s'), amount('velocityFpm', 'fpm'))],
    ['Pressure drop', both(amount('pressureDrop', 'Pa'), amount('pressureDropInWg', 'in. w.g.'))],
    ['Per metre', amount('pressureDropPerMetre', 'Pa/m')],
    ['Friction factor', amount('frictionFactor', '')?.trim() ?? null],
    [
      'Loss coefficient',
      typeof input['lossCoefficient'] === 'number' ? digits(input['lossCoefficient']) : null,
    ],
    ['Hydraulic diameter', metres(resultData['hydraulicDiameter'])],
    ['Roughness', input['isRoughnessAssumed'] === true ? 'of galvanised steel, assumed' : null],
    ['Follows from', source === 'user' ? 'a change by hand' : 'the drawing'],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [{ name, value }]));
}

/** A flow in the units that drawings use: 500 L/s · 1,059 cfm. @param airflow m³/s */
export function flowText(airflow: number): string {
  return `${digits(airflow * 1000)} L/s · ${digits(airflow / (FLOW_UNITS['cfm'] ?? 1))} cfm`;
}

function metres(value: unknown): string | null {
  return typeof value === 'number' ? formatMetres(value) : null;
}

function digits(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}
