/** The colours of Okabe and Ito (jfly.uni-koeln.de/color, 2008) without black; yellow and blue moved for contrast. */
const LIGHT = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#a39600'] as const;
const DARK = ['#4a9fdc', '#ff7f3f', '#1fc79a', '#e39ac4', '#f0b429', '#7cc8f5', '#f0e442'] as const;
const UNKNOWN = { light: '#7b8794', dark: '#8b97a5' } as const;

export type Theme = 'light' | 'dark';

/** How one category is drawn. Two categories of one colour differ in `dashed`. */
export interface Paint {
  readonly slot: number;
  readonly dashed: boolean;
}

const COLOURS = LIGHT.length;
const PAINTS = COLOURS * 2;

/** What has no name (a segment without a system) is grey. */
export const NO_PAINT: Paint = { slot: -1, dashed: false };

/**
 * A paint for each name: its hash chooses the colour, the next free one is taken where an earlier name has it, so
 * the names that matter most come first. Colours come a second time dashed; past 14 names paints repeat.
 */
export function assignPaints(names: Iterable<string>): Map<string, Paint> {
  const taken = new Set<number>();
  const paints = new Map<string, Paint>();
  for (const name of new Set(names)) {
    const round = taken.size < COLOURS ? 0 : COLOURS;
    let slot = hash(name) % COLOURS;
    if (taken.size < PAINTS) while (taken.has(round + slot)) slot = (slot + 1) % COLOURS;
    taken.add(round + slot);
    paints.set(name, { slot, dashed: round > 0 });
  }
  return paints;
}

/** The colour of a paint in a theme, as a CSS hex colour. */
export function colourOf(paint: Paint, theme: Theme): string {
  return (theme === 'dark' ? DARK : LIGHT)[paint.slot] ?? UNKNOWN[theme];
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}
