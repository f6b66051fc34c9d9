/** Figures that others have published, each within 1 % unless it is rounded more coarsely where it stands. */
import { describe, expect, it } from 'vitest';

import { airProperties, pressureAtAltitude } from './air-properties.ts';
import { calculateDuct } from './duct-calculation.ts';
import { equivalentDiameter, hydraulicDiameter, sectionArea } from './duct-section.ts';
import { frictionFactor, reynoldsNumber, velocityPressure } from './friction.ts';
import { toInchesWater } from './imperial.ts';

const INCH = 0.0254;
const FOOT = 0.3048;
const ONE_PERCENT = 0.01;

function deviation(actual: number, expected: number): number {
  return Math.abs(actual / expected - 1);
}

// CYPE, "ASHRAE Duct Design", a report of one straight duct. https://studylib.net/doc/25535778/ashrae-duct-design
describe('a rectangular duct of 350 mm by 200 mm with 500 l/s', () => {
  const section = { shape: 'rectangular', width: 0.35, height: 0.2 } as const;
  const result = calculateDuct({ section, airflow: 0.5, length: 1, roughness: 0.09e-3 })!;

  it.each([
    ['velocity, m/s', result.velocity, 7.14],
    ['hydraulic diameter, m', result.hydraulicDiameter, 0.2545],
    ['equivalent diameter, m', result.equivalentDiameter, 0.2864],
    ['Reynolds number', result.reynolds, 120_727],
    ['friction factor', result.frictionFactor, 0.0191],
  ])('%s: %d, published as %d', (_, actual, expected) => {
    expect(deviation(actual, expected)).toBeLessThan(ONE_PERCENT);
  });

  it('velocity pressure 31 Pa and friction 2.3 Pa/m, as they are rounded', () => {
    expect(Math.round(result.velocityPressure)).toBe(31);
    expect(Math.round(result.pressureDropPerMetre * 10) / 10).toBe(2.3);
  });
});

// Çengel and Cimbala, Fluid Mechanics, chapter 8: heated air at 1 atm and 35 °C, 0.35 m³/s, 150 m of plastic duct.
// https://www.scribd.com/document/645341566/Chapter-8-25-pdf
describe('the smallest smooth duct for a head loss of 20 m of air', () => {
  it('of 0.267 m: f = 0.0180, 6.24 m/s, Re = 100,800, 20 m', () => {
    const air = airProperties({ temperature: 35 });
    const section = { shape: 'round', diameter: 0.267 } as const;
    const result = calculateDuct({ section, airflow: 0.35, length: 150, roughness: 0, air })!;
    expect(deviation(result.frictionFactor, 0.018)).toBeLessThan(ONE_PERCENT);
    expect(deviation(result.velocity, 6.24)).toBeLessThan(ONE_PERCENT);
    expect(deviation(result.reynolds, 100_800)).toBeLessThan(ONE_PERCENT);
    expect(deviation(result.pressureDrop! / (air.density * 9.81), 20)).toBeLessThan(ONE_PERCENT);
  });
});

// White, Fluid Mechanics, chapter 6. https://www.coursehero.com/file/5650355/ (pages by their first words). The
// equations are the same for water, oil and air.
describe('friction factors of White, Fluid Mechanics', () => {
  it.each([
    [1e4, 0.0309],
    [1e5, 0.018],
    [1e6, 0.0116],
    [1e7, 0.0081],
    [1e8, 0.0059],
  ])('smooth wall, Re = %d: %d (below Eq. 6.54)', (reynolds, expected) => {
    expect(deviation(frictionFactor(reynolds, 0), expected)).toBeLessThan(ONE_PERCENT);
  });

  it('Example 6.7: 0.2 m³/s of oil in 200 mm of cast iron, Re = 128,000, f = 0.0225', () => {
    const velocity = 0.2 / sectionArea({ shape: 'round', diameter: 0.2 });
    const reynolds = reynoldsNumber(velocity, 0.2, { density: 900, viscosity: 900 * 1e-5 });
    expect(deviation(reynolds, 128_000)).toBeLessThan(ONE_PERCENT);
    expect(deviation(frictionFactor(reynolds, 0.26 / 200), 0.0225)).toBeLessThan(ONE_PERCENT);
  });

  it('the flow that loses 4.5 ft: ε/d = 0.0008, Re = 274,900, f = 0.01982', () => {
    expect(deviation(frictionFactor(274_900, 0.0008), 0.01982)).toBeLessThan(ONE_PERCENT);
  });
});

// Heating, Ventilating and Air Conditioning Guide 1956, chapter 32, table 1, Circular Equivalents of Rectangular Ducts
// for Equal Friction and Capacity. https://www.toxicdocs.org/d/bB62bpw8xV4yJZogoEwjnwke6
describe('circular equivalents of the 1956 Guide, inches', () => {
  it.each([
    [6, 6, 6.6],
    [10, 10, 10.9],
    [12, 12, 13.1],
    [16, 12, 15.1],
    [24, 12, 18.3],
    [36, 12, 21.9],
  ])('%d by %d: %d', (width, height, expected) => {
    const section = { shape: 'rectangular', width: width * INCH, height: height * INCH } as const;
    expect(deviation(equivalentDiameter(section) / INCH, expected)).toBeLessThan(ONE_PERCENT);
  });
});

// ques10.com, a duct of 500 mm by 350 mm: equal velocity 411.76 mm.
// https://ques10.com/p/35683/a-rectangular-duct-section-of-500mm-x-350mm-size-1
it('the hydraulic diameter of 500 mm by 350 mm is 411.76 mm', () => {
  const diameter = hydraulicDiameter({ shape: 'rectangular', width: 0.5, height: 0.35 });
  expect(deviation(diameter, 0.41176)).toBeLessThan(ONE_PERCENT);
});

// Duct sizer, calculation methodology: standard air of 0.075 lb/ft³, (V/4005)² in. w.g.
// https://api.jsengineeringsolutions.com/tools/duct-sizer
it.each([500, 1000, 2000, 4005])('the velocity pressure of %d fpm is (V/4005)² in. w.g.', (velocity) => {
  const pressure = velocityPressure((velocity * FOOT) / 60, (0.075 * 0.453_592_37) / FOOT ** 3);
  expect(deviation(toInchesWater(pressure), (velocity / 4005) ** 2)).toBeLessThan(ONE_PERCENT);
});

// Engineers Edge, Standard Atmospheric Data for Altitude and Temperature, table 1.
// https://engineersedge.com/calculators/standard_atmospheric_data_15729.htm
it.each([
  [500, 14.43],
  [1000, 14.175],
  [3000, 13.173],
  [5000, 12.23],
  [10_000, 10.108],
])('the standard atmosphere has, at %d ft, %d psi', (altitude, expected) => {
  const PSI = 6894.757;
  expect(deviation(pressureAtAltitude(altitude * FOOT) / PSI, expected)).toBeLessThan(0.001);
});

// math-magik-qprop, Standard Atmosphere (after Drela, Flight Vehicle Aerodynamics).
// https://github.com/rblack42/math-magik-qprop
it('standard air at sea level and 15 °C has 1.225 kg/m³ and 1.79e-5 Pa·s', () => {
  const air = airProperties({ temperature: 15 });
  expect(deviation(air.density, 1.225)).toBeLessThan(ONE_PERCENT);
  expect(deviation(air.viscosity, 1.79e-5)).toBeLessThan(ONE_PERCENT);
});
