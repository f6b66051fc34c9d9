/** How the value behind a group code is written in a binary DXF. */
export type ValueKind = 'text' | 'double' | 'int16' | 'int32' | 'int64' | 'byte' | 'chunk';

/** Last code of each range and the kind of its values; codes between two entries are of the next one. */
const RANGES: readonly (readonly [number, ValueKind])[] = [
  [9, 'text'],
  [59, 'double'],
  [79, 'int16'],
  [99, 'int32'],
  [109, 'text'],
  [149, 'double'],
  [169, 'int64'],
  [179, 'int16'],
  [209, 'text'],
  [239, 'double'],
  [269, 'text'],
  [289, 'int16'],
  [299, 'byte'],
  [309, 'text'],
  [319, 'chunk'],
  [369, 'text'],
  [389, 'int16'],
  [399, 'text'],
  [409, 'int16'],
  [419, 'text'],
  [429, 'int32'],
  [439, 'text'],
  [459, 'int32'],
  [469, 'double'],
  [1003, 'text'],
  [1004, 'chunk'],
  [1009, 'text'],
  [1059, 'double'],
  [1070, 'int16'],
  [1071, 'int32'],
];

/** The group code that the last of the format has (AutoCAD DXF Reference, "Group Code Value Types"). */
export const LAST_GROUP_CODE = 1071;
/** Codes below zero appear in application data only. */
export const FIRST_GROUP_CODE = -5;

const KINDS: readonly ValueKind[] = Array.from(
  { length: LAST_GROUP_CODE + 1 },
  (_, code) => RANGES.find(([last]) => code <= last)?.[1] ?? 'text',
);

/** Kind of the values behind a group code; null for a code that the format does not have. */
export function valueKind(code: number): ValueKind | null {
  return code < 0 ? 'text' : (KINDS[code] ?? null);
}

/** Bytes of a value of fixed size in a binary DXF; 0 for texts and chunks. */
export const KIND_BYTES: Readonly<Record<ValueKind, number>> = {
  text: 0,
  chunk: 0,
  double: 8,
  int16: 2,
  int32: 4,
  int64: 8,
  byte: 1,
};
