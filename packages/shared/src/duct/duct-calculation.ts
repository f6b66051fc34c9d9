import { airProperties, type Air } from './air-properties.ts';
import { checkPositive } from './duct-errors.ts';
import { equivalentDiameter, hydraulicDiameter, sectionArea, type DuctSection } from './duct-section.ts';
import {
  frictionFactor,
  frictionLossPerMetre,
  LAMINAR_LIMIT,
  reynoldsNumber,
  velocityPressure,
} from './friction.ts';
import { toCfm, toFeetPerMinute, toInchesWater, toInchesWaterPer100Feet } from './imperial.ts';

/** What the pressure drop of one duct follows from. */
export interface DuctInput {
  readonly section: DuctSection;
  /** m³/s; the direction, a sign, does not matter. */
  readonly airflow: number;
  /** Metres; null: losses per metre only. */
  readonly length: number | null;
  /** Absolute roughness, metres. */
  readonly roughness: number;
  /** Sum of loss coefficients of fittings in the duct; 0 where it is not given. */
  readonly lossCoefficient?: number | undefined;
  /** Standard air (20 °C, sea level) where it is not given. */
  readonly air?: Air | undefined;
}

/** What is computed of one duct: SI units, and those of American practice beside them. */
export interface DuctResult {
  readonly airflow: number;
  readonly cfm: number;
  /** m/s */
  readonly velocity: number;
  readonly velocityFpm: number;
  /** m */
  readonly hydraulicDiameter: number;
  /** m */
  readonly equivalentDiameter: number;
  readonly reynolds: number;
  readonly isLaminar: boolean;
  /** Darcy's. */
  readonly frictionFactor: number;
  /** Pa */
  readonly velocityPressure: number;
  readonly velocityPressureInWg: number;
  /** Friction alone, Pa/m. */
  readonly pressureDropPerMetre: number;
  readonly inWgPer100Ft: number;
  /** Friction over the length and fittings, Pa; null without a length. */
  readonly pressureDrop: number | null;
  readonly pressureDropInWg: number | null;
}

/**
 * Velocity, friction and pressure drop of one duct: actual velocity and hydraulic diameter in Colebrook's and
 * Darcy–Weisbach's equations (ASHRAE Fundamentals, Duct Design), fittings by their coefficient and the velocity
 * pressure.
 * @returns null where nothing flows.
 * @throws DuctInputError where a size, length or property of the air is no positive number.
 */
export function calculateDuct(input: DuctInput): DuctResult | null {
  const { section, length, roughness, lossCoefficient = 0, air = airProperties() } = input;
  const airflow = Math.abs(input.airflow);
  if (airflow === 0) return null;
  if (length !== null && length !== 0) checkPositive('The length', length);
  const velocity = checkPositive('The airflow', airflow) / sectionArea(section);
  const diameter = hydraulicDiameter(section);
  const reynolds = reynoldsNumber(velocity, diameter, air);
  const factor = frictionFactor(reynolds, roughness / diameter);
  const dynamic = velocityPressure(velocity, checkPositive('The density', air.density));
  const perMetre = frictionLossPerMetre(factor, diameter, dynamic);
  const total = length === null ? null : perMetre * length + lossCoefficient * dynamic;
  return {
    airflow,
    cfm: toCfm(airflow),
    velocity,
    velocityFpm: toFeetPerMinute(velocity),
    hydraulicDiameter: diameter,
    equivalentDiameter: equivalentDiameter(section),
    reynolds,
    isLaminar: reynolds < LAMINAR_LIMIT,
    frictionFactor: factor,
    velocityPressure: dynamic,
    velocityPressureInWg: toInchesWater(dynamic),
    pressureDropPerMetre: perMetre,
    inWgPer100Ft: toInchesWaterPer100Feet(perMetre),
    pressureDrop: total,
    pressureDropInWg: total === null ? null : toInchesWater(total),
  };
}
