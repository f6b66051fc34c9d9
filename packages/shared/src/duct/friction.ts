import { type Air } from './air-properties.ts';
import { checkPositive } from './duct-errors.ts';

/** Below this Reynolds number a flow in a duct is laminar (ASHRAE Fundamentals, Fluid Flow). */
export const LAMINAR_LIMIT = 2300;
/** Steps of 1/√f that no longer change it; Newton's method gets there in three or four. */
const CONVERGED = 1e-13;
const MAX_STEPS = 50;

/** Reynolds number of a velocity in m/s and a hydraulic diameter in metres. @throws DuctInputError */
export function reynoldsNumber(velocity: number, diameter: number, air: Air): number {
  checkPositive('The velocity', velocity);
  checkPositive('The diameter', diameter);
  return (air.density * velocity * diameter) / checkPositive('The viscosity', air.viscosity);
}

/**
 * Darcy friction factor: 64/Re where the flow is laminar, else by Colebrook (1939), 1/√f = −2 log₁₀(ε/(3.7 D) +
 * 2.51/(Re √f)), solved to the last digits (ASHRAE Fundamentals, Duct Design). Between 2,300 and about 4,000 the flow
 * is neither; Colebrook is then the higher, safe side.
 *
 * The application's golden fixtures (canvas_goldenFixtures.ts) put 0.0005, a roughness in feet, in the place of f, and
 * divide by 4005 instead of its square: their friction losses are not comparable to these.
 * @param reynolds Reynolds number of the hydraulic diameter.
 * @param relativeRoughness absolute roughness over hydraulic diameter; 0 is smooth.
 * @throws DuctInputError
 */
export function frictionFactor(reynolds: number, relativeRoughness: number): number {
  checkPositive('The Reynolds number', reynolds);
  if (relativeRoughness !== 0) checkPositive('The roughness', relativeRoughness);
  if (reynolds < LAMINAR_LIMIT) return 64 / reynolds;
  const rough = relativeRoughness / 3.7;
  const smooth = 2.51 / reynolds;
  // Haaland (1983) is within 2 % of the root.
  let x = -1.8 * Math.log10(rough ** 1.11 + 6.9 / reynolds);
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const inner = rough + smooth * x;
    const change = (x + 2 * Math.log10(inner)) / (1 + (2 * smooth) / (Math.LN10 * inner));
    x -= change;
    if (Math.abs(change) <= CONVERGED * x) break;
  }
  return 1 / x ** 2;
}

/** Velocity pressure, Pa: ρ V² / 2. @param velocity m/s. @param density kg/m³. */
export function velocityPressure(velocity: number, density: number): number {
  return (density * velocity ** 2) / 2;
}

/**
 * Friction loss, Pa per metre, by Darcy and Weisbach: f · ρ V² / (2 D) (ASHRAE Fundamentals, Duct Design).
 * @param factor Darcy friction factor. @param diameter hydraulic diameter, m. @param pressure velocity pressure, Pa.
 * @throws DuctInputError
 */
export function frictionLossPerMetre(factor: number, diameter: number, pressure: number): number {
  return (factor * pressure) / checkPositive('The diameter', diameter);
}
