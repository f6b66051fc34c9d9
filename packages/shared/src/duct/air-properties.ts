import { checkPositive } from './duct-errors.ts';

/** What the formulas of a duct need to know of its air. */
export interface Air {
  /** kg/m³ */
  readonly density: number;
  /** Dynamic viscosity, Pa·s. */
  readonly viscosity: number;
}

export interface AirConditions {
  /** °C; 20 where it is not given. */
  readonly temperature?: number | undefined;
  /** Metres above sea level; 0 where it is not given. */
  readonly altitude?: number | undefined;
  /** Pa; that of the altitude where it is not given. */
  readonly pressure?: number | undefined;
}

const ZERO_CELSIUS = 273.15;
/** Gas constant of dry air, J/(kg·K) (ASHRAE Fundamentals, Psychrometrics). */
const DRY_AIR = 287.042;
const SEA_LEVEL_PRESSURE = 101_325;

/**
 * Pressure of the standard atmosphere, Pa: 101325 · (1 − 2.25577e-5 · Z)^5.2559 (ASHRAE Fundamentals, Psychrometrics;
 * after the U.S. Standard Atmosphere, valid from −5,000 m to 11,000 m).
 * @param altitude metres above sea level.
 */
export function pressureAtAltitude(altitude: number): number {
  return SEA_LEVEL_PRESSURE * (1 - 2.255_77e-5 * altitude) ** 5.2559;
}

/**
 * Dynamic viscosity of air, Pa·s, by Sutherland's law with the constants of the U.S. Standard Atmosphere 1976
 * (β = 1.458e-6 kg/(s·m·√K), S = 110.4 K). The application's table (backend_data_air_properties.json) has 1.5 % less at
 * 70 °F.
 * @param temperature °C.
 */
export function airViscosity(temperature: number): number {
  const kelvin = checkPositive('The absolute temperature', temperature + ZERO_CELSIUS);
  return (1.458e-6 * kelvin ** 1.5) / (kelvin + 110.4);
}

/**
 * Density and viscosity of dry air by the ideal gas law. Humidity is left out: saturated air of 20 °C is 1 % lighter.
 * @throws DuctInputError for a temperature below absolute zero or a pressure that is none.
 */
export function airProperties(conditions: AirConditions = {}): Air {
  const { temperature = 20, altitude = 0, pressure = pressureAtAltitude(altitude) } = conditions;
  const viscosity = airViscosity(temperature);
  checkPositive('The pressure', pressure);
  return { density: pressure / (DRY_AIR * (temperature + ZERO_CELSIUS)), viscosity };
}
