/** A fitting whose loss is known. Ratios have no unit, angles are degrees. */
export type FittingLoss =
  /** `radiusRatio`: bend radius over diameter. */
  | { readonly kind: 'round_elbow'; readonly angle: 30 | 45 | 90; readonly radiusRatio: number }
  /** `aspectRatio`: the longer side over the shorter. `radiusRatio`: bend radius over the width in the bend. */
  | { readonly kind: 'rectangular_elbow'; readonly aspectRatio: number; readonly radiusRatio: number }
  | { readonly kind: 'mitered_elbow'; readonly section: 'round' | 'rectangular'; readonly miters: 1 | 2 | 3 }
  /** `areaRatio`: area of the branch over that of the main. */
  | {
      readonly kind: 'round_tee';
      readonly angle: 45 | 90;
      readonly path: 'straight' | 'branch';
      readonly areaRatio: number;
    }
  /** `lengthRatio`: length of the transition over the diameter or width. */
  | {
      readonly kind: 'transition';
      readonly between: 'round' | 'rectangular' | 'rectangular_to_round';
      readonly lengthRatio: number;
    }
  /** `areaRatio`: area behind over area before; above 1 it widens. */
  | { readonly kind: 'sudden_change'; readonly areaRatio: number }
  | { readonly kind: 'entrance'; readonly edge: 'sharp' | 'rounded' | 'bell_mouth' }
  | { readonly kind: 'exit'; readonly edge: 'sharp' | 'gradual' }
  /** `opening`: 90 is open. */
  | { readonly kind: 'damper'; readonly blades: 'butterfly' | 'parallel'; readonly opening: number };

type Curve = readonly (readonly [number, number])[];

/**
 * Loss coefficients by one parameter. Source: the SizeWise application's backend_data_fitting_coefficients.json 1.0.0
 * (after ASHRAE Fundamentals 2021 and the SMACNA HVAC Duct Design Manual), unchanged.
 */
const ROUND_ELBOWS: Readonly<Record<30 | 45 | 90, Curve>> = {
  90: [
    [0.5, 0.6],
    [0.75, 0.35],
    [1, 0.25],
    [1.5, 0.15],
    [2, 0.1],
  ],
  45: [
    [0.5, 0.25],
    [0.75, 0.18],
    [1, 0.15],
    [1.5, 0.1],
  ],
  30: [
    [0.5, 0.15],
    [1, 0.08],
    [1.5, 0.06],
  ],
};
const RECTANGULAR_ELBOWS: readonly (readonly [number, Curve])[] = [
  [
    1,
    [
      [0.5, 0.65],
      [1, 0.3],
      [1.5, 0.2],
    ],
  ],
  [
    2,
    [
      [0.5, 0.75],
      [1, 0.35],
      [1.5, 0.25],
    ],
  ],
  [
    4,
    [
      [0.5, 0.9],
      [1, 0.45],
      [1.5, 0.3],
    ],
  ],
];
const MITERED = { round: { 1: 1.2, 2: 0.8, 3: 0.6 }, rectangular: { 1: 1.3, 2: 0.9, 3: 0.7 } } as const;
const TEES: Readonly<Record<45 | 90, Readonly<Record<'straight' | 'branch', Curve>>>> = {
  90: {
    straight: [
      [0.25, 0.15],
      [0.5, 0.3],
      [0.75, 0.5],
      [1, 0.75],
    ],
    branch: [
      [0.25, 1.5],
      [0.5, 1],
      [0.75, 0.75],
      [1, 0.6],
    ],
  },
  45: {
    straight: [
      [0.25, 0.1],
      [0.5, 0.2],
      [0.75, 0.35],
    ],
    branch: [
      [0.25, 1.2],
      [0.5, 0.8],
      [0.75, 0.6],
    ],
  },
};
const TRANSITIONS: Readonly<Record<'round' | 'rectangular' | 'rectangular_to_round', Curve>> = {
  round: [
    [0.5, 0.3],
    [1, 0.15],
    [1.5, 0.08],
    [2, 0.05],
  ],
  rectangular: [
    [0.5, 0.4],
    [1, 0.2],
    [1.5, 0.12],
    [2, 0.08],
  ],
  rectangular_to_round: [
    [0.5, 0.5],
    [1, 0.25],
    [1.5, 0.15],
    [2, 0.1],
  ],
};
const EXPANSION: Curve = [
  [1, 0],
  [1.5, 0.25],
  [2, 0.56],
  [3, 0.81],
];
const CONTRACTION: Curve = [
  [0.33, 0.42],
  [0.5, 0.25],
  [0.67, 0.08],
  [1, 0],
];
const ENTRANCES = { sharp: 0.5, rounded: 0.25, bell_mouth: 0.05 } as const;
const EXITS = { sharp: 1, gradual: 0.5 } as const;
const DAMPERS: Readonly<Record<'butterfly' | 'parallel', Curve>> = {
  butterfly: [
    [10, 52],
    [20, 12],
    [30, 5.2],
    [45, 1.8],
    [60, 0.9],
    [90, 0.2],
  ],
  parallel: [
    [10, 36],
    [20, 8.8],
    [30, 3.8],
    [45, 1.4],
    [60, 0.7],
    [90, 0.15],
  ],
};

/**
 * Loss coefficient of a fitting: its total pressure loss over the velocity pressure in the main (tees: in the path).
 * Values between those of the table are interpolated along a line.
 * @returns null outside of the table: no coefficient is made up.
 */
export function lossCoefficient(fitting: FittingLoss): number | null {
  switch (fitting.kind) {
    case 'round_elbow':
      return interpolate(ROUND_ELBOWS[fitting.angle], fitting.radiusRatio);
    case 'rectangular_elbow':
      return rectangularElbow(fitting.aspectRatio, fitting.radiusRatio);
    case 'mitered_elbow':
      return MITERED[fitting.section][fitting.miters];
    case 'round_tee':
      return interpolate(TEES[fitting.angle][fitting.path], fitting.areaRatio);
    case 'transition':
      return interpolate(TRANSITIONS[fitting.between], fitting.lengthRatio);
    case 'sudden_change':
      return interpolate(fitting.areaRatio > 1 ? EXPANSION : CONTRACTION, fitting.areaRatio);
    case 'entrance':
      return ENTRANCES[fitting.edge];
    case 'exit':
      return EXITS[fitting.edge];
    case 'damper':
      return interpolate(DAMPERS[fitting.blades], fitting.opening);
  }
}

function rectangularElbow(aspectRatio: number, radiusRatio: number): number | null {
  const curve: (readonly [number, number])[] = [];
  for (const [aspect, coefficients] of RECTANGULAR_ELBOWS) {
    const value = interpolate(coefficients, radiusRatio);
    if (value !== null) curve.push([aspect, value]);
  }
  return interpolate(curve, aspectRatio);
}

function interpolate(curve: Curve, at: number): number | null {
  let before = curve[0];
  for (const point of curve) {
    if (before !== undefined && at >= before[0] && at <= point[0]) {
      const width = point[0] - before[0];
      return width === 0 ? point[1] : before[1] + ((at - before[0]) / width) * (point[1] - before[1]);
    }
    before = point;
  }
  return null;
}
