const STEPS = [5, 2, 1] as const;

/** The longest round length (1, 2 or 5 times a power of ten metres) that fits in `maxPixels`. */
export function scaleBar(scale: number, maxPixels: number): { metres: number; pixels: number } {
  const longest = maxPixels / scale;
  const power = 10 ** Math.floor(Math.log10(longest));
  const step = STEPS.find((s) => s * power <= longest) ?? 1;
  return { metres: step * power, pixels: step * power * scale };
}
