import { type TakeoffGroup, type TakeoffKey, type TakeoffTotals } from '@sizewise/shared';

import { formatCount, formatWord } from './format.ts';

/** What a grouping is by unless the link says otherwise. */
export const USUAL_KEYS: readonly TakeoffKey[] = ['segmentType', 'system'];

export const KEY_LABELS: Readonly<Record<TakeoffKey, string>> = {
  system: 'System',
  size: 'Size',
  level: 'Level',
  material: 'Material',
  segmentType: 'Type',
  discipline: 'Discipline',
  layer: 'Layer',
};

/** In the order of the page. Shared's list stands beside schemas, whose library the first page does without. */
export const KEYS = Object.keys(KEY_LABELS) as readonly TakeoffKey[];

const amount = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** A column of amounts; what is not known is a dash. */
export interface AmountColumn {
  readonly name: keyof TakeoffTotals;
  readonly label: string;
  readonly text: (totals: TakeoffTotals) => string;
}

export const AMOUNT_COLUMNS: readonly AmountColumn[] = [
  { name: 'count', label: 'Count', text: ({ count }) => formatCount(count) },
  { name: 'length', label: 'Length, m', text: ({ length }) => known(length) },
  { name: 'withoutLength', label: 'No length', text: ({ withoutLength }) => formatCount(withoutLength) },
  { name: 'area', label: 'Duct surface, m²', text: ({ area }) => known(area) },
  { name: 'weight', label: 'Weight, kg', text: ({ weight }) => known(weight) },
];

/** A column and the direction it is sorted in. */
export interface TakeoffSort {
  readonly column: TakeoffKey | keyof TakeoffTotals;
  readonly isDescending: boolean;
}

/** What a group is in one respect, as the page writes it. */
export function keyText(key: TakeoffKey, value: string | null | undefined): string {
  if (value === null || value === undefined) return `No ${KEY_LABELS[key].toLowerCase()}`;
  return key === 'segmentType' || key === 'discipline' ? formatWord(value) : value;
}

/** The groups in order of a column; what is not known comes last. */
export function sortGroups(
  groups: readonly TakeoffGroup[],
  sort: TakeoffSort | null,
): readonly TakeoffGroup[] {
  if (!sort) return groups;
  const { column } = sort;
  const valueOf = (group: TakeoffGroup): string | number | null =>
    isKey(column) ? (group.group[column] ?? null) : group[column];
  const sign = sort.isDescending ? -1 : 1;
  return groups.toSorted((a, b) => {
    const [left, right] = [valueOf(a), valueOf(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right);
    return sign * String(left).localeCompare(String(right), 'en', { numeric: true });
  });
}

/** Reads the keys of a grouping from a link; what is no key is passed over. */
export function readKeys(text: string | null): readonly TakeoffKey[] {
  const words = text?.split(',') ?? [];
  const keys = [...new Set(words)].flatMap((word) => KEYS.find((key) => key === word) ?? []);
  return keys.length > 0 ? keys : USUAL_KEYS;
}

/** Reads `length` or `-length`. */
export function readSort(text: string | null): TakeoffSort | null {
  const column = text?.replace(/^-/, '');
  const known = [...KEYS, ...AMOUNT_COLUMNS.map(({ name }) => name)].find((name) => name === column);
  return known === undefined ? null : { column: known, isDescending: text?.startsWith('-') ?? false };
}

/** Writes what readSort reads. */
export function sortText({ column, isDescending }: TakeoffSort): string {
  return `${isDescending ? '-' : ''}${column}`;
}

function isKey(column: TakeoffSort['column']): column is TakeoffKey {
  return KEYS.some((key) => key === column);
}

function known(value: number | null): string {
  return value === null ? '–' : amount.format(value);
}
