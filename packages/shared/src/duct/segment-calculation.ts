import { airProperties } from './air-properties.ts';
import { type CalculatedSegment, type SegmentFlow } from './calculation-input.ts';
import { calculateDuct, type DuctResult } from './duct-calculation.ts';
import { DuctInputError } from './duct-errors.ts';
import { type DuctSection, sectionOf } from './duct-section.ts';
import { type FittingCoefficient, fittingCoefficient } from './fitting-kind.ts';
import { roughnessByName } from './roughness.ts';

export type CalculationType = 'duct_pressure_drop' | 'fitting_loss';

/** A calculation as both stores keep it: keys in snake case, SI units, and cfm, fpm, in. w.g. beside them. */
export interface SegmentCalculation {
  readonly calculationType: CalculationType;
  readonly input: Readonly<Record<string, unknown>>;
  readonly resultData: Readonly<Record<string, number | boolean | null>>;
}

const STANDARD_AIR = airProperties();

/**
 * The calculation of one segment with this flow, in standard air: friction of a duct (`duct_pressure_drop`), the loss
 * of a fitting or damper whose coefficient is known (`fitting_loss`).
 * @returns null where type, flow or size are not enough, or so far out that nothing follows from them.
 */
export function calculateSegment(
  segment: CalculatedSegment,
  flow: SegmentFlow | null,
): SegmentCalculation | null {
  if (flow === null || flow.airflow === 0) return null;
  const section = sectionOf(segment);
  if (section === null) return null;
  try {
    if (segment.segmentType === 'duct_segment') return ductCalculation(segment, section, flow);
    const found = fittingCoefficient(segment);
    return found && fittingCalculation(segment, section, flow, found);
  } catch (error) {
    if (error instanceof DuctInputError) return null;
    throw error;
  }
}

function ductCalculation(
  segment: CalculatedSegment,
  section: DuctSection,
  flow: SegmentFlow,
): SegmentCalculation | null {
  const { length } = segment;
  const { material, roughness, isAssumed } = roughnessByName(segment.material);
  const result = calculateDuct({ section, airflow: flow.airflow, length, roughness, air: STANDARD_AIR });
  if (result === null) return null;
  return {
    calculationType: 'duct_pressure_drop',
    input: {
      ...flowInput(flow),
      ...section,
      length,
      material,
      roughness,
      is_roughness_assumed: isAssumed,
    },
    resultData: {
      ...commonResults(result),
      reynolds: result.reynolds,
      is_laminar: result.isLaminar,
      friction_factor: result.frictionFactor,
      pressure_drop_per_metre: result.pressureDropPerMetre,
      pressure_drop_in_wg_per100ft: result.inWgPer100Ft,
      pressure_drop: result.pressureDrop,
      pressure_drop_in_wg: result.pressureDropInWg,
    },
  };
}

/** The coefficient alone: a fitting's own length is part of it. */
function fittingCalculation(
  segment: CalculatedSegment,
  section: DuctSection,
  flow: SegmentFlow,
  { coefficient, from, kind }: FittingCoefficient,
): SegmentCalculation | null {
  const { roughness } = roughnessByName(segment.material);
  const result = calculateDuct({
    section,
    airflow: flow.airflow,
    length: 0,
    roughness,
    lossCoefficient: coefficient,
    air: STANDARD_AIR,
  });
  if (result === null) return null;
  return {
    calculationType: 'fitting_loss',
    input: {
      ...flowInput(flow),
      ...section,
      fitting: kind,
      loss_coefficient: coefficient,
      coefficient_from: from,
    },
    resultData: {
      ...commonResults(result),
      pressure_drop: result.pressureDrop,
      pressure_drop_in_wg: result.pressureDropInWg,
    },
  };
}

function flowInput({ airflow, origin, isComplete }: SegmentFlow): Record<string, unknown> {
  return { airflow, flow: origin, ...(origin === 'summed' ? { is_flow_complete: isComplete } : {}) };
}

function commonResults(result: DuctResult): Record<string, number> {
  return {
    cfm: result.cfm,
    velocity: result.velocity,
    velocity_fpm: result.velocityFpm,
    velocity_pressure: result.velocityPressure,
    velocity_pressure_in_wg: result.velocityPressureInWg,
    hydraulic_diameter: result.hydraulicDiameter,
    equivalent_diameter: result.equivalentDiameter,
  };
}
