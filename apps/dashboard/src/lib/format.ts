const LOCALE = 'en';
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumSignificantDigits: 3 });
const digits = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 3 });
const millimetres = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 3 });
const day = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'medium', timeStyle: 'short' });
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** 12,345 */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** 12.3K: for a rate that changes every second and must not jump in width. */
export function formatShort(value: number): string {
  return value < 1000 ? whole.format(value) : short.format(value);
}

/** Bytes in decimal units: 1.5 MB. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(value) : digits.format(value)} ${BYTE_UNITS[unit] ?? 'B'}`;
}

/** A ratio of 0–1 as a percentage; 99.96 % never reads 100. */
export function formatRatio(ratio: number): string {
  const percent = ratio * 100;
  if (percent > 99 && percent < 100) return `${(Math.floor(percent * 10) / 10).toFixed(1)} %`;
  return `${percent >= 10 || percent === 0 ? Math.round(percent) : percent.toFixed(1)} %`;
}

/** A span in the two units that matter: 420 ms, 12 s, 3 min 05 s, 1 h 02 min. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  const s = Math.round(seconds);
  if (s < 60) return seconds < 10 ? `${digits.format(Math.round(seconds * 10) / 10)} s` : `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${pad(s % 60)} s`;
  return `${Math.floor(s / 3600)} h ${pad(Math.floor((s % 3600) / 60))} min`;
}

/** How long ago: just now, 40 s ago, 12 min ago; a date from a day on. `now` is in milliseconds. */
export function formatAgo(iso: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return day.format(new Date(iso));
}

/** An ISO time for a person: 23 Nov 2026, 11:54. */
export function formatTime(iso: string): string {
  return day.format(new Date(iso));
}

/** A length in the unit that reads best: 350 mm, 12.5 m, 3 km. */
export function formatMetres(metres: number): string {
  const size = Math.abs(metres);
  if (size !== 0 && size < 1) return `${digits.format(metres * 1000)} mm`;
  if (size >= 1000) return `${digits.format(metres / 1000)} km`;
  return `${digits.format(metres)} m`;
}

/** A measured length to the millimetre: 350 mm, 12.345 m. */
export function formatMeasured(metres: number): string {
  return Math.abs(metres) < 0.9995 ? `${whole.format(metres * 1000)} mm` : `${millimetres.format(metres)} m`;
}

/** Words of an identifier: `duct_segment` → Duct segment. */
export function formatWord(identifier: string): string {
  const words = identifier.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
