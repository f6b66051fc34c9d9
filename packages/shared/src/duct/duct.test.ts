import { describe, expect, it } from 'vitest';

import { airProperties, airViscosity } from './air-properties.ts';
import { calculateDuct } from './duct-calculation.ts';
import { equivalentDiameter, hydraulicDiameter, sectionArea, sectionOf } from './duct-section.ts';
import { lossCoefficient } from './fitting-losses.ts';
import { frictionFactor } from './friction.ts';
import { fromCfm, fromFahrenheit, toCfm, toFeetPerMinute } from './imperial.ts';
import { roughnessByName, roughnessOf } from './roughness.ts';

const INCH = 0.0254;
const FOOT = 0.3048;
const POUND_PER_CUBIC_FOOT = 0.453_592_37 / FOOT ** 3;
/** Standard air of American practice: 0.075 lb/ft³. */
const STANDARD = { density: 0.075 * POUND_PER_CUBIC_FOOT, viscosity: airViscosity(fromFahrenheit(70)) };

const ONE_PERCENT = 0.01;

function deviation(actual: number, expected: number): number {
  return Math.abs(actual / expected - 1);
}

/** Colebrook's equation by bisection of f, independent of the solver. */
function colebrook(reynolds: number, roughness: number): number {
  let [low, high] = [1e-4, 1];
  for (let i = 0; i < 200; i += 1) {
    const f = (low + high) / 2;
    const rest = 1 / Math.sqrt(f) + 2 * Math.log10(roughness / 3.7 + 2.51 / (reynolds * Math.sqrt(f)));
    if (rest > 0) low = f;
    else high = f;
  }
  return (low + high) / 2;
}

describe('friction factor', () => {
  it('is the root of Colebrook’s equation, as bisection finds it', () => {
    for (let power = 3.4; power <= 8; power += 0.23) {
      for (const roughness of [0, 1e-6, 3e-4, 0.001, 0.01, 0.05]) {
        const expected = colebrook(10 ** power, roughness);
        expect(deviation(frictionFactor(10 ** power, roughness), expected)).toBeLessThan(1e-9);
      }
    }
  });

  it('is 64/Re where the flow is laminar', () => {
    expect(frictionFactor(2000, 0.01)).toBe(0.032);
    expect(frictionFactor(2300, 0)).toBeCloseTo(colebrook(2300, 0), 9);
  });
});

describe('air', () => {
  it('the application’s table: 0.0750, 0.0722 and 0.0651 lb/ft³ at 70, 90 and 150 °F; 0.832 at 5,000 ft', () => {
    const density = (fahrenheit: number, altitude = 0): number =>
      airProperties({ temperature: fromFahrenheit(fahrenheit), altitude }).density / POUND_PER_CUBIC_FOOT;
    expect(deviation(density(70), 0.075)).toBeLessThan(ONE_PERCENT);
    expect(deviation(density(90), 0.0722)).toBeLessThan(ONE_PERCENT);
    expect(deviation(density(150), 0.0651)).toBeLessThan(ONE_PERCENT);
    expect(deviation(density(70, 5000 * FOOT) / density(70), 0.832)).toBeLessThan(ONE_PERCENT);
  });

  it('refuses temperatures below absolute zero', () => {
    expect(() => airProperties({ temperature: -300 })).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
  });
});

describe('sections', () => {
  it('has one equivalent diameter whichever side comes first', () => {
    const section = { shape: 'rectangular', width: 0.6, height: 0.3 } as const;
    expect(equivalentDiameter({ ...section, width: 0.3, height: 0.6 })).toBe(equivalentDiameter(section));
  });

  it('hydraulic diameters: 4 A / P', () => {
    expect(hydraulicDiameter({ shape: 'round', diameter: 0.3 })).toBeCloseTo(0.3, 12);
    expect(hydraulicDiameter({ shape: 'rectangular', width: 0.6, height: 0.3 })).toBeCloseTo(0.4, 12);
    expect(hydraulicDiameter({ shape: 'oval', width: 0.3, height: 0.3 })).toBeCloseTo(0.3, 12);
    expect(sectionArea({ shape: 'oval', width: 0.3, height: 0.6 })).toBeCloseTo(0.0707 + 0.09, 4);
  });

  it('a flat oval that is round has nearly its own diameter as equivalent (recomputed, Heyt and Diaz)', () => {
    expect(deviation(equivalentDiameter({ shape: 'oval', width: 0.3, height: 0.3 }), 0.3)).toBeLessThan(
      ONE_PERCENT,
    );
  });

  it('says what a segment’s sizes are enough for', () => {
    const none = { shape: null, width: null, height: null, diameter: null };
    expect(sectionOf({ ...none, diameter: 0.2 })).toEqual({ shape: 'round', diameter: 0.2 });
    expect(sectionOf({ ...none, width: 0.2, height: 0.1 })).toMatchObject({ shape: 'rectangular' });
    expect(sectionOf({ ...none, shape: 'oval', width: 0.2, height: 0.1 })).toMatchObject({ shape: 'oval' });
    expect(sectionOf({ ...none, shape: 'rectangular', diameter: 0.2 })).toBeNull();
    expect(sectionOf({ ...none, width: 0.2 })).toBeNull();
    expect(sectionOf({ ...none, diameter: 0 })).toBeNull();
    expect(() => sectionArea({ shape: 'round', diameter: -1 })).toThrow('diameter');
  });
});

describe('roughness', () => {
  it.each([
    ['Galvanized Steel', 'galvanized_steel', false],
    ['Stahl, verzinkt', 'galvanized_steel', false],
    ['Stainless steel 304', 'stainless_steel', false],
    ['Flexible aluminium', 'flexible_duct', false],
    ['Fibre glass board', 'fiberglass', false],
    ['<By Category>', 'galvanized_steel', true],
    [null, 'galvanized_steel', true],
  ])('%s is %s', (name, material, isAssumed) => {
    expect(roughnessByName(name)).toMatchObject({ material, isAssumed });
  });

  it('is 0.09 mm for galvanised steel', () => {
    expect(roughnessOf('galvanized_steel')).toBeCloseTo(0.000_09, 5);
  });
});

describe('fittings', () => {
  it('reads the application’s coefficients, and between them along a line', () => {
    expect(lossCoefficient({ kind: 'round_elbow', angle: 90, radiusRatio: 1.5 })).toBeCloseTo(0.15, 12);
    expect(lossCoefficient({ kind: 'round_elbow', angle: 90, radiusRatio: 1.25 })).toBeCloseTo(0.2, 12);
    expect(lossCoefficient({ kind: 'rectangular_elbow', aspectRatio: 3, radiusRatio: 1 })).toBeCloseTo(
      0.4,
      12,
    );
    expect(lossCoefficient({ kind: 'mitered_elbow', section: 'round', miters: 1 })).toBeCloseTo(1.2, 12);
    expect(lossCoefficient({ kind: 'round_tee', angle: 90, path: 'branch', areaRatio: 0.5 })).toBeCloseTo(
      1,
      12,
    );
    expect(lossCoefficient({ kind: 'transition', between: 'round', lengthRatio: 1 })).toBeCloseTo(0.15, 12);
    expect(lossCoefficient({ kind: 'sudden_change', areaRatio: 2 })).toBeCloseTo(0.56, 12);
    expect(lossCoefficient({ kind: 'sudden_change', areaRatio: 0.5 })).toBeCloseTo(0.25, 12);
    expect(lossCoefficient({ kind: 'sudden_change', areaRatio: 1 })).toBeCloseTo(0, 12);
    expect(lossCoefficient({ kind: 'entrance', edge: 'bell_mouth' })).toBeCloseTo(0.05, 12);
    expect(lossCoefficient({ kind: 'exit', edge: 'sharp' })).toBeCloseTo(1, 12);
    expect(lossCoefficient({ kind: 'damper', blades: 'butterfly', opening: 90 })).toBeCloseTo(0.2, 12);
  });

  it('makes none up outside of the table', () => {
    expect(lossCoefficient({ kind: 'round_elbow', angle: 90, radiusRatio: 0.4 })).toBeNull();
    expect(lossCoefficient({ kind: 'round_elbow', angle: 90, radiusRatio: 3 })).toBeNull();
    expect(lossCoefficient({ kind: 'rectangular_elbow', aspectRatio: 8, radiusRatio: 1 })).toBeNull();
    expect(lossCoefficient({ kind: 'round_elbow', angle: 45, radiusRatio: NaN })).toBeNull();
  });
});

describe('calculateDuct', () => {
  const duct = {
    section: { shape: 'round', diameter: 12 * INCH },
    airflow: fromCfm(1000),
    length: 100 * FOOT,
    roughness: roughnessOf('galvanized_steel'),
    air: STANDARD,
  } as const;

  it('the application’s golden velocity: 1,000 cfm in 12 in. is 1,273 fpm', () => {
    const result = calculateDuct(duct);
    expect(deviation(result?.velocityFpm ?? 0, 1000 / (Math.PI * 0.5 ** 2))).toBeLessThan(1e-12);
    expect(result?.cfm).toBeCloseTo(1000, 9);
  });

  it('the same by hand: Colebrook by bisection in Darcy–Weisbach with (V/4005)²', () => {
    const result = calculateDuct(duct)!;
    const velocity = toFeetPerMinute(result.velocity);
    const reynolds = (STANDARD.density * result.velocity * 12 * INCH) / STANDARD.viscosity;
    const factor = colebrook(reynolds, 0.0003);
    expect(deviation(result.frictionFactor, factor)).toBeLessThan(1e-9);
    expect(deviation(result.inWgPer100Ft, factor * 100 * (velocity / 4005) ** 2)).toBeLessThan(ONE_PERCENT);
    expect(deviation(result.pressureDropInWg ?? 0, result.inWgPer100Ft)).toBeLessThan(1e-9);
  });

  it('is far from the application’s golden pressure drop, which uses a roughness as friction factor', () => {
    const result = calculateDuct(duct)!;
    const golden = (0.0005 * result.velocityFpm ** 2) / (2 * 4005 * 12);
    expect(result.inWgPer100Ft / golden).toBeGreaterThan(20);
  });

  it('adds fittings by their coefficient', () => {
    const plain = calculateDuct(duct)!;
    const result = calculateDuct({ ...duct, lossCoefficient: 0.15 })!;
    expect(result.pressureDrop! - plain.pressureDrop!).toBeCloseTo(0.15 * plain.velocityPressure, 9);
  });

  it('has losses per metre alone without a length, and nothing without a flow', () => {
    expect(calculateDuct({ ...duct, length: null })).toMatchObject({
      pressureDrop: null,
      pressureDropInWg: null,
    });
    expect(calculateDuct({ ...duct, airflow: 0 })).toBeNull();
    expect(calculateDuct({ ...duct, airflow: -duct.airflow })).toEqual(calculateDuct(duct));
  });

  it('tells laminar flow', () => {
    const result = calculateDuct({ ...duct, airflow: 0.0005 })!;
    expect(result.isLaminar).toBe(true);
    expect(result.frictionFactor).toBeCloseTo(64 / result.reynolds, 12);
  });

  it.each([NaN, Infinity])('refuses a flow of %d', (airflow) => {
    expect(() => calculateDuct({ ...duct, airflow })).toThrow(
      expect.objectContaining({ code: 'invalid_request' }),
    );
  });

  it('refuses lengths and air that cannot be', () => {
    expect(() => calculateDuct({ ...duct, length: -1 })).toThrow('length');
    expect(() => calculateDuct({ ...duct, air: { density: 0, viscosity: 1e-5 } })).toThrow('positive');
  });

  it('converts cfm there and back', () => {
    const quarters = Array.from({ length: 20_000 }, (_, n) => (n + 1) / 4);
    expect(quarters.map((cfm) => toCfm(fromCfm(cfm)))).toEqual(quarters);
    expect(toCfm(1)).toBeCloseTo(2118.88, 2);
  });
});
