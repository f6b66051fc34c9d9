import { type Document } from 'mongodb';

/** Parts of a filter beyond which it is not looked at: lists of ids and the like. */
const MOST_PARTS = 200;
const RANGE = new Set(['$gt', '$gte', '$lt', '$lte', '$ne', '$nin', '$not', '$regex', '$exists', '$type']);

/** What a query asks for, without its values. */
export interface QueryShape {
  /** Readable and alike for queries that differ in values alone. */
  readonly text: string;
  /** Fields compared for equality, then those of the sort, then those of ranges: the order of an index for it. */
  readonly indexFields: readonly [field: string, direction: 1 | -1][];
}

/** The shape of a filter and a sort; null for one that no plain index can serve, or that is too large. */
export function queryShape(filter: Document, sort: Document = {}): QueryShape | null {
  if (countParts(filter) > MOST_PARTS) return null;
  const equal: string[] = [];
  const ranged: string[] = [];
  for (const [field, condition] of Object.entries(filter)) {
    if (field.startsWith('$')) return null;
    const operators = operatorsOf(condition);
    if (operators.some((operator) => /^\$(geo|near|text|where)/.test(operator))) return null;
    (operators.some((operator) => RANGE.has(operator)) ? ranged : equal).push(field);
  }
  const sorted = Object.entries(sort).map(([field, way]): [string, 1 | -1] => [field, way === -1 ? -1 : 1]);
  const fields = [...equal.map(ascending), ...sorted, ...ranged.map(ascending)];
  const indexFields = [...new Map(fields.reverse())].reverse();
  const text = Object.entries(filter).map(([field, condition]) => `${field}: ${conditionText(condition)}`);
  const order = sorted.map(([field, way]) => `${field}: ${way}`).join(', ');
  return { text: `{ ${text.join(', ')} }${order && ` sort { ${order} }`}`, indexFields };
}

function ascending(field: string): [string, 1] {
  return [field, 1];
}

function operatorsOf(condition: unknown): string[] {
  if (condition instanceof RegExp) return ['$regex'];
  const isPlain =
    typeof condition === 'object' &&
    condition !== null &&
    Object.getPrototypeOf(condition) === Object.prototype;
  return isPlain ? Object.keys(condition).filter((key) => key.startsWith('$')) : [];
}

function conditionText(condition: unknown): string {
  const operators = operatorsOf(condition);
  return operators.length === 0 ? '?' : `{ ${operators.map((operator) => `${operator}: ?`).join(', ')} }`;
}

function countParts(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  let parts = 1;
  for (const member of Object.values(value)) {
    parts += countParts(member);
    if (parts > MOST_PARTS) break;
  }
  return parts;
}
