import { type Finding } from '@sizewise/shared';

import { formatBytes, formatCount, formatRatio, formatWord } from '../lib/format.ts';
import { formatUnit } from '../lib/units.ts';

type Value = Finding['evidence'][string];

/** `serverConnectionsLeft` as Server connections left. */
export function evidenceWord(name: string): string {
  return formatWord(
    name.replaceAll(/([a-z])([A-Z0-9])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`),
  );
}

/** A value of the evidence in the unit that its name says; what it does not say stays a number. */
export function evidenceText(name: string, value: Value): string {
  if (value === null) return 'not known';
  if (typeof value !== 'number') return String(value);
  if (/bytes$|^sharedBuffers$/i.test(name)) return formatBytes(value);
  if (/ratio$|share$/i.test(name)) return formatRatio(value);
  if (/seconds$|^waitP95$/i.test(name)) return formatUnit(value, 'seconds');
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(4)));
}
