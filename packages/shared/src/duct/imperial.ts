const FOOT = 0.3048;
/** m³/s in one cubic foot per minute. */
const CFM = FOOT ** 3 / 60;

/** Pascals in one conventional inch of water column (NIST SP 811, B.8: inch of water, conventional). */
export const PASCALS_PER_INCH_WATER = 249.088_91;

/** m³/s → cubic feet per minute, to twelve digits: what was given as 450 cfm comes back, and is found, as 450. */
export function toCfm(flow: number): number {
  return Number((flow / CFM).toPrecision(12));
}

/** Cubic feet per minute → m³/s. */
export function fromCfm(cfm: number): number {
  return cfm * CFM;
}

/** m/s → feet per minute. */
export function toFeetPerMinute(velocity: number): number {
  return (velocity / FOOT) * 60;
}

/** Pa → inches of water gauge. */
export function toInchesWater(pressure: number): number {
  return pressure / PASCALS_PER_INCH_WATER;
}

/** Pa/m → inches of water gauge per 100 ft, the unit of American friction charts. */
export function toInchesWaterPer100Feet(pressurePerMetre: number): number {
  return (pressurePerMetre * 100 * FOOT) / PASCALS_PER_INCH_WATER;
}

/** °F → °C. */
export function fromFahrenheit(temperature: number): number {
  return (temperature - 32) / 1.8;
}
