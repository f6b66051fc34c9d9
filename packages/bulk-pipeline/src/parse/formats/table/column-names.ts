import { type TableField } from '@sizewise/shared';

import { unitNamed, unitScale, type Quantity } from './units.ts';

/** What a column can be. `id`, `tag` serve as external id where no better column is there; `class` may be an IFC class or a word. */
const NAMES = {
  externalId:
    'guid|global id|globalid|ifc guid|ifcguid|ifc global id|external id|externalid|unique id|uniqueid|element guid',
  id: 'id|element id|object id|elementid',
  tag: 'tag|mark|element tag',
  ifcClass: 'ifc class|ifcclass|ifc type|ifctype|ifc entity|ifcentity',
  class: 'class|entity|element class|object class|class name',
  segmentType: 'segment type|segmenttype',
  type: 'type|category|kind|element type|object type|type name',
  discipline: 'discipline|trade',
  layer: 'layer|layer name|cad layer|layername',
  name: 'name|element name|object name|label|title',
  system: 'system|system name|service|systemname',
  level: 'level|storey|story|floor|level name|storey name|building storey|reference level|base level',
  material: 'material|material name|materials',
  shape: 'shape|cross section|section shape',
  width: 'width|duct width|nominal width',
  height: 'height|duct height|nominal height',
  diameter: 'diameter|dia|diam|ø|duct diameter|pipe diameter',
  length: 'length|len|duct length|pipe length|segment length|cut length',
  size: 'size|dimensions|duct size|pipe size|overall size|section size',
  airflow:
    'airflow|air flow|flow|flow rate|flowrate|air flow rate|airflow rate|volume flow|design flow|design airflow',
  x: 'x|pos x|position x|location x|coord x|x coordinate',
  y: 'y|pos y|position y|location y|coord y|y coordinate',
  z: 'z|pos z|position z|location z|coord z|z coordinate|elevation',
  minX: boundName('min', 'x'),
  minY: boundName('min', 'y'),
  minZ: boundName('min', 'z'),
  maxX: boundName('max', 'x'),
  maxY: boundName('max', 'y'),
  maxZ: boundName('max', 'z'),
  bounds: 'bounds',
  connectsTo: 'connects to|connectsto|connected to|connections',
  properties: 'properties',
  area: 'area|surface area|surface',
  exported: 'project id|projectid|import id|importid|version',
} as const satisfies Readonly<Record<TableField | 'area' | 'exported', string>>;

/** What a column is: a field that a mapping may name as well, or one that is known and not read. */
export type ColumnField = keyof typeof NAMES;

const FIELDS = new Map<string, ColumnField>(
  Object.entries(NAMES).flatMap(([field, names]) =>
    names.split('|').map((name): [string, ColumnField] => [name, field as ColumnField]),
  ),
);

const QUANTITIES: Readonly<Partial<Record<ColumnField, Quantity>>> = {
  width: 'length',
  height: 'length',
  diameter: 'length',
  length: 'length',
  size: 'length',
  airflow: 'flow',
  x: 'length',
  y: 'length',
  z: 'length',
  minX: 'length',
  minY: 'length',
  minZ: 'length',
  maxX: 'length',
  maxY: 'length',
  maxZ: 'length',
  bounds: 'length',
};

const UNIT_IN_BRACKETS = /^(.*?)\s*[([{]\s*([^)\]}]*?)\s*[)\]}]\s*$/;

export interface ColumnName {
  readonly field: ColumnField;
  readonly quantity: Quantity | null;
  /** SI units in one of the unit that the header, or a mapping, names; null where none does. */
  readonly scale: number | null;
  /** Name of that unit. */
  readonly unit: string | null;
}

function boundName(side: string, axis: string): string {
  const plain = [`${side} ${axis}`, `${axis} ${side}`, `${side}${axis}`, `${axis}${side}`];
  return plain.flatMap((name) => [name, `bounds ${name}`, `bbox ${name}`, `bounding box ${name}`]).join('|');
}

/**
 * What a header says: `Length (mm)`, `width [in]`, `length_mm`, `airflowCfm`, `GlobalId`.
 * @returns null for a column that is not known, or whose unit is none of its quantity.
 */
export function readColumnName(header: string): ColumnName | null {
  const bracketed = UNIT_IN_BRACKETS.exec(header);
  if (bracketed !== null) return withUnit(wordsOf(bracketed[1] ?? ''), bracketed[2] ?? '');
  const words = wordsOf(header);
  const field = FIELDS.get(words.join(' '));
  if (field !== undefined) return { field, quantity: QUANTITIES[field] ?? null, scale: null, unit: null };
  // `airflow_m3_h` has its unit in two words.
  return (
    withUnit(words.slice(0, -1), words.at(-1) ?? '') ?? withUnit(words.slice(0, -2), words.slice(-2).join(''))
  );
}

/** What a column is by a mapping; its unit is that of the mapping, else one that the header names. */
export function mappedColumn(field: TableField, header: string, unit: string | undefined): ColumnName {
  const quantity = QUANTITIES[field] ?? null;
  const named = quantity === null ? null : unitNamed(quantity, unit ?? unitTextOf(header));
  const scale = quantity === null || named === null ? null : unitScale(quantity, named);
  return { field, quantity, scale, unit: named };
}

/** What a unit of this field measures; null for a field without units. */
export function quantityOf(field: ColumnField): Quantity | null {
  return QUANTITIES[field] ?? null;
}

function unitTextOf(header: string): string {
  return UNIT_IN_BRACKETS.exec(header)?.[2] ?? wordsOf(header).at(-1) ?? '';
}

function withUnit(words: readonly string[], text: string): ColumnName | null {
  const field = FIELDS.get(words.join(' '));
  if (field === undefined) return null;
  if (field === 'area') return { field, quantity: null, scale: null, unit: null };
  const quantity = QUANTITIES[field];
  if (quantity === undefined) return null;
  const unit = unitNamed(quantity, text);
  return unit === null ? null : { field, quantity, scale: unitScale(quantity, unit), unit };
}

function wordsOf(header: string): string[] {
  return header
    .replaceAll(/([a-zø\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_.,:;/\\-]+/)
    .filter((word) => word !== '');
}
