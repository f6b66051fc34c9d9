import { type WarningCode } from '@sizewise/shared';

import { jsonFault } from '../../text/json-depth.ts';
import { storableJson } from '../../../storable.ts';
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

type Warn = (code: WarningCode, detail: string) => void;

/** An object cell, or a text cell that holds a JSON object that can be stored; null for anything else. */
export function readJsonObject(cell: unknown, warn: Warn): Record<string, unknown> | null {
  const value = readJson(cell, '{', warn);
  return isObject(value) ? value : null;
}

/** A list cell, or a text cell that holds a JSON list; null for anything else. */
export function readJsonArray(cell: unknown, warn: Warn): unknown[] | null {
  const value = readJson(cell, '[', warn);
  return Array.isArray(value) ? value : null;
}

function readJson(cell: unknown, start: string, warn: Warn): unknown {
  if (typeof cell !== 'string') return cell;
  if (!cell.trimStart().startsWith(start)) return null;
  try {
    const value: unknown = JSON.parse(cell);
    if (jsonFault(value) !== null) return null;
    return storableJson(value, () => warn('character_replaced', 'in a JSON string'));
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Adds a property unless the cell is empty or the key is taken. */
export function putProperty(properties: Record<string, unknown>, key: string, value: unknown): void {
  if (value === undefined || value === null || value === '' || Object.hasOwn(properties, key)) return;
  setProperty(properties, key, value);
}

/** Sets a property; `__proto__` is a key like any other. */
export function setProperty(properties: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(properties, key, { value, enumerable: true, configurable: true, writable: true });
  } else properties[key] = value;
}
