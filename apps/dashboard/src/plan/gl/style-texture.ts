import { type PlanStyle } from '../plan-style.ts';
import { STYLE_BENEATH, STYLE_HATCHED, STYLE_VISIBLE, STYLES_PER_ROW } from './shaders.ts';

/** One texel for each kind, in rows of STYLES_PER_ROW: its colour, and what it is in the bits of its alpha. */
export function packStyles(styles: readonly PlanStyle[]): { texels: Uint8Array; rows: number } {
  const rows = Math.max(1, Math.ceil(styles.length / STYLES_PER_ROW));
  const texels = new Uint8Array(rows * STYLES_PER_ROW * 4);
  styles.forEach(({ colour, isVisible, isBeneath, isHatched }, index) => {
    const value = Number.parseInt(colour.slice(1), 16);
    const bits =
      (isVisible ? STYLE_VISIBLE : 0) | (isBeneath ? STYLE_BENEATH : 0) | (isHatched ? STYLE_HATCHED : 0);
    texels.set([value >> 16, (value >> 8) & 255, value & 255, bits], index * 4);
  });
  return { texels, rows };
}
