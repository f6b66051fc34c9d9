import { RecordFault } from './record-fault.ts';

/**
 * A cell as a text without the blanks around it; null where it is empty.
 * @throws RecordFault `invalid_field` for a list or an object.
 */
export function cellText(cell: unknown, field: string): string | null {
  if (cell === undefined || cell === null) return null;
  if (typeof cell === 'string') {
    const text = cell.trim();
    return text === '' ? null : text;
  }
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  throw new RecordFault('invalid_field', `${field} is not a text`);
}

/** An object cell, or a text cell that holds a JSON object; null for anything else. */
export function readJsonObject(cell: unknown): Record<string, unknown> | null {
  if (typeof cell === 'string' && cell.trimStart().startsWith('{')) {
    try {
      return readJsonObject(JSON.parse(cell));
    } catch {
      return null;
    }
  }
  return typeof cell === 'object' && cell !== null && !Array.isArray(cell)
    ? (cell as Record<string, unknown>)
    : null;
}

/** Adds a property unless the cell is empty or the key is taken; `__proto__` is a key like any other. */
export function putProperty(properties: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined || value === null || value === '' || Object.hasOwn(properties, key)) return;
  if (key === '__proto__') {
    Object.defineProperty(properties, key, { value, enumerable: true, configurable: true, writable: true });
  } else properties[key] = value;
}
