import { LOOK_AHEAD } from './json-cursor.ts';

const OPEN_OBJECT = 123;
const NEWLINE = 10;
const RECORD_SEPARATOR = 30;
const FIRST_KEY = /^\s*\{\s*("(?:[^"\\]|\\.){0,64}")\s*:/;
const FEATURE = /^\{\s*"type"\s*:\s*"Feature"/;

type Test = (data: Buffer, at: number) => boolean;

/** The first key of the object that begins a text, with its quotes; null where there is none. */
export function firstKeyOf(head: Buffer): string | null {
  return FIRST_KEY.exec(head.toString('latin1'))?.[1] ?? null;
}

/**
 * Finds where the feature behind a broken one begins: an object with the key that the first feature begins with, as
 * programs write every feature alike. `type` begins geometries as well, so it has to say `Feature`.
 */
export function featureStart(firstKey: string | null): Test {
  return (data, at) => {
    if (data[at] !== OPEN_OBJECT) return false;
    const text = data.toString('latin1', at, at + LOOK_AHEAD);
    if (firstKey === null || firstKey === '"type"') return FEATURE.test(text);
    return FIRST_KEY.exec(text)?.[1] === firstKey;
  };
}

/** Finds where the root object behind a broken one begins: at the start of a line, or behind a separator. */
export const rootStart: Test = (data, at) =>
  data[at] === RECORD_SEPARATOR || (data[at] === NEWLINE && data[at + 1] === OPEN_OBJECT);
