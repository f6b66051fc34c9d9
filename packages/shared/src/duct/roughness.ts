const FOOT = 0.3048;

/**
 * Absolute roughness of new duct materials, feet, in good condition. Source: the SizeWise application's
 * backend_data_duct_roughness.json 2.0.0 (after ASHRAE Fundamentals 2021 and the SMACNA HVAC Duct Design Manual). Its
 * materials.json has 0.0005 ft for galvanised steel, ASHRAE's figure for older sheets with many joints.
 */
const ROUGHNESS_FEET = {
  galvanized_steel: 0.0003,
  aluminum: 0.0002,
  stainless_steel: 0.0002,
  pvc: 0.0001,
  fiberglass: 0.0005,
  flexible_duct: 0.003,
  concrete: 0.003,
  brick: 0.01,
  spiral_steel: 0.0004,
  phenolic_foam: 0.0003,
} as const;

export type DuctMaterial = keyof typeof ROUGHNESS_FEET;

/** The first that fits counts: `flexible aluminium` is flexible, `stainless steel` is no plain steel. */
const WORDS: readonly (readonly [DuctMaterial, RegExp])[] = [
  ['flexible_duct', /flex/i],
  ['fiberglass', /fib(?:er|re)\s*-?glass|glass\s*(?:fib|wool)|duct\s*board/i],
  ['phenolic_foam', /phenolic/i],
  ['stainless_steel', /stainless|inox|edelstahl/i],
  ['spiral_steel', /spiral/i],
  ['aluminum', /alumini?um/i],
  ['pvc', /\bpvc\b|plastic/i],
  ['concrete', /concrete|beton/i],
  ['brick', /brick|masonry/i],
  ['galvanized_steel', /galvani[sz]|verzinkt|steel|sheet\s*metal|stahl/i],
];

export interface Roughness {
  readonly material: DuctMaterial;
  /** Metres. */
  readonly roughness: number;
  /** True where the material is not given or not known, and galvanised steel was taken. */
  readonly isAssumed: boolean;
}

/** Absolute roughness of a material, metres. */
export function roughnessOf(material: DuctMaterial): number {
  return ROUGHNESS_FEET[material] * FOOT;
}

/** Roughness of a duct by the name of its material as a drawing has it. */
export function roughnessByName(name: string | null): Roughness {
  const found = name === null ? undefined : WORDS.find(([, pattern]) => pattern.test(name));
  const material = found?.[0] ?? 'galvanized_steel';
  return { material, roughness: roughnessOf(material), isAssumed: found === undefined };
}
