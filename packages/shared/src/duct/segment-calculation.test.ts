import { describe, expect, it } from 'vitest';

import { type CalculatedSegment, ownFlow } from './calculation-input.ts';
import { calculateDuct } from './duct-calculation.ts';
import { roughnessOf } from './roughness.ts';
import { calculateSegment } from './segment-calculation.ts';

const duct: CalculatedSegment = {
  segmentType: 'duct_segment',
  name: null,
  shape: 'rectangular',
  width: 0.35,
  height: 0.2,
  diameter: null,
  length: 12,
  airflow: 0.5,
  material: 'Galvanised steel',
  properties: {},
};
const fitting: CalculatedSegment = {
  ...duct,
  segmentType: 'duct_fitting',
  properties: { 'Loss Coefficient': 0.4 },
};

describe('calculateSegment', () => {
  it('has what the formulas give, with SI beside American units', () => {
    const expected = calculateDuct({
      section: { shape: 'rectangular', width: 0.35, height: 0.2 },
      airflow: 0.5,
      length: 12,
      roughness: roughnessOf('galvanized_steel'),
    })!;
    expect(calculateSegment(duct, ownFlow(duct))).toEqual({
      calculationType: 'duct_pressure_drop',
      input: {
        airflow: 0.5,
        flow: 'own',
        shape: 'rectangular',
        width: 0.35,
        height: 0.2,
        length: 12,
        material: 'galvanized_steel',
        roughness: roughnessOf('galvanized_steel'),
        is_roughness_assumed: false,
      },
      resultData: {
        cfm: expected.cfm,
        velocity: expected.velocity,
        velocity_fpm: expected.velocityFpm,
        velocity_pressure: expected.velocityPressure,
        velocity_pressure_in_wg: expected.velocityPressureInWg,
        hydraulic_diameter: expected.hydraulicDiameter,
        equivalent_diameter: expected.equivalentDiameter,
        reynolds: expected.reynolds,
        is_laminar: false,
        friction_factor: expected.frictionFactor,
        pressure_drop_per_metre: expected.pressureDropPerMetre,
        pressure_drop_in_wg_per100ft: expected.inWgPer100Ft,
        pressure_drop: expected.pressureDrop,
        pressure_drop_in_wg: expected.pressureDropInWg,
      },
    });
  });

  it('keeps its figures through JSON', () => {
    const { input, resultData } = calculateSegment(duct, ownFlow(duct))!;
    expect(JSON.parse(JSON.stringify({ input, resultData }))).toEqual({ input, resultData });
  });

  it('says that a flow is summed, and whether the sum is complete', () => {
    const flow = { airflow: 0.7, origin: 'summed', isComplete: false } as const;
    expect(calculateSegment(duct, flow)?.input).toMatchObject({
      airflow: 0.7,
      flow: 'summed',
      is_flow_complete: false,
    });
  });

  it('gives a fitting its coefficient times the velocity pressure, without its length', () => {
    const found = calculateSegment(fitting, ownFlow(fitting))!;
    expect(found).toMatchObject({
      calculationType: 'fitting_loss',
      input: { loss_coefficient: 0.4, coefficient_from: 'file', fitting: null },
    });
    const { pressure_drop, velocity_pressure } = found.resultData;
    expect(Number(pressure_drop) / Number(velocity_pressure)).toBeCloseTo(0.4, 12);
  });

  it.each<[string, CalculatedSegment]>([
    ['no flow', { ...duct, airflow: null }],
    ['still air', { ...duct, airflow: 0 }],
    ['no size', { ...duct, height: null }],
    ['a size from which nothing follows', { ...duct, width: 1e-200, height: 1e-200 }],
    ['a length that cannot be', { ...duct, length: -1 }],
    ['a fitting of no known kind', { ...fitting, properties: {} }],
  ])('is null for %s', (_, segment) => {
    expect(calculateSegment(segment, ownFlow(segment))).toBeNull();
  });
});
