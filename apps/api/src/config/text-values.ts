import { parseDuration } from '@sizewise/shared';
import { z } from 'zod';

const BYTE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  KB: 2 ** 10,
  MB: 2 ** 20,
  GB: 2 ** 30,
  TB: 2 ** 40,
};

/** A whole number within limits, written in decimal. */
export function integer(min: number, max: number): z.ZodType<number, string> {
  const fault = `expected a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, fault)
    .transform(Number)
    .pipe(z.number().gte(min, fault).lte(max, fault));
}

/** A duration: `30`, `30s`, `500ms`, `2m`, `1h`; the value is seconds. */
export function duration(min: number): z.ZodType<number, string> {
  const fault = `expected a duration such as 30, 30s or 500ms, at least ${min} s`;
  return z.string().transform((text, context) => {
    const seconds = parseDuration(text);
    if (seconds !== null && seconds >= min) return seconds;
    context.addIssue({ code: 'custom', message: fault });
    return z.NEVER;
  });
}

/** A size: `1048576`, `512MB`, `8GB` (powers of 1024); the value is bytes. */
export function byteSize(): z.ZodType<number, string> {
  return z.string().transform((text, context) => {
    const match = /^(\d{1,15})(KB|MB|GB|TB)?$/i.exec(text);
    const bytes = match ? Number(match[1]) * (BYTE_UNITS[(match[2] ?? '').toUpperCase()] ?? 1) : 0;
    if (bytes > 0 && Number.isSafeInteger(bytes)) return bytes;
    context.addIssue({ code: 'custom', message: 'expected a size above zero such as 1048576, 512MB or 8GB' });
    return z.NEVER;
  });
}

/** A URL with one of the given schemes. */
export function url(...schemes: string[]): z.ZodType<string, string> {
  return z.string().refine(
    (text) => {
      const parsed = URL.parse(text);
      return parsed !== null && schemes.includes(parsed.protocol.replace(/:$/, ''));
    },
    `expected a URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`,
  );
}

/** A list with commas between its items; empty items are dropped. */
export function list<T>(item: z.ZodType<T, string>): z.ZodType<T[], string> {
  return z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(item));
}

/** One of the given words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
): z.ZodType<Words[number], string> {
  return z.string().pipe(z.enum(words, `expected one of ${words.join(', ')}`)) as z.ZodType<
    Words[number],
    string
  >;
}
