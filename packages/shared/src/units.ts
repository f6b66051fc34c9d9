/** Metres in one of each length unit that a file or a caller may name. */
export const LENGTH_UNITS: Readonly<Record<string, number>> = {
  m: 1,
  mm: 0.001,
  cm: 0.01,
  dm: 0.1,
  km: 1000,
  in: 0.0254,
  ft: 0.3048,
  yd: 0.9144,
  mi: 1609.344,
  'us-ft': 1200 / 3937,
};

/** Cubic metres per second in one of each flow unit. cfm: 0.3048³ m³ per 60 s, by definition of the foot. */
export const FLOW_UNITS: Readonly<Record<string, number>> = {
  m3s: 1,
  m3h: 1 / 3600,
  ls: 0.001,
  lps: 0.001,
  cfm: 0.3048 ** 3 / 60,
};

/** Square metres in one of each area unit. */
export const AREA_UNITS: Readonly<Record<string, number>> = {
  m2: 1,
  mm2: 1e-6,
  cm2: 1e-4,
  ft2: 0.3048 ** 2,
  in2: 0.0254 ** 2,
};

/** Coordinates beyond this many metres are rejected: far origins (map grids) fit, garbage does not. */
export const MAX_COORDINATE = 1e8;
