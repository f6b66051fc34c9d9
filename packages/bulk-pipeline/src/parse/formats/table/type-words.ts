import {
  CROSS_SECTIONS,
  DISCIPLINES,
  SEGMENT_TYPES,
  type CrossSection,
  type Discipline,
  type SegmentType,
} from '@sizewise/shared';

/** Whole phrases, in the singular; categories of common design programs among them. */
const SEGMENT_TYPE_WORDS = index<SegmentType>(SEGMENT_TYPES, {
  duct_segment: 'duct|flex duct|duct segment|straight duct',
  duct_fitting: 'duct fitting|duct elbow|duct tee|duct transition|duct reducer',
  pipe_segment: 'pipe|flex pipe|pipe segment',
  pipe_fitting: 'pipe fitting|pipe elbow|pipe tee|pipe reducer',
  flow_fitting: 'fitting|elbow|tee|reducer|transition|bend',
  cable_segment: 'cable tray|conduit|cable|cable carrier',
  cable_fitting: 'cable tray fitting|conduit fitting',
  air_terminal: 'air terminal|diffuser|grille|register|air outlet|air inlet',
  terminal: 'terminal|plumbing fixture|sprinkler|radiator|light fixture|lighting fixture|fixture',
  flow_controller: 'valve|damper|duct accessory|pipe accessory|vav|vav box|fire damper',
  moving_device: 'fan|pump|compressor',
  energy_conversion: 'boiler|chiller|coil|heat exchanger|cooling tower|heat pump',
  storage: 'tank|storage|expansion tank',
  treatment: 'filter|silencer|sound attenuator|attenuator',
  control: 'sensor|thermostat|actuator|controller|control',
  equipment: 'equipment|mechanical equipment|air handling unit|ahu|fan coil unit|fcu',
});
const DISCIPLINE_WORDS = index<Discipline>(DISCIPLINES, {
  mechanical: 'hvac|m|mech|ventilation|heating',
  plumbing: 'p|plumb|piping',
  electrical: 'e|elec',
  fire: 'fire protection|f|fp',
  architectural: 'a|arch|architecture',
  structural: 's|struct|structure',
});
const CROSS_SECTION_WORDS = index<CrossSection>(CROSS_SECTIONS, {
  rectangular: 'rect|rectangle|square',
  round: 'circular|circle',
  oval: 'flat oval|elliptical',
});

function index<W extends string>(
  words: readonly W[],
  others: Partial<Record<W, string>>,
): ReadonlyMap<string, W> {
  const map = new Map<string, W>(words.map((word) => [phrase(word), word]));
  for (const word of words) for (const other of others[word]?.split('|') ?? []) map.set(other, word);
  return map;
}

function phrase(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim();
}

function lookUp<W extends string>(map: ReadonlyMap<string, W>, text: string): W | null {
  const words = phrase(text);
  return map.get(words) ?? map.get(words.replace(/s$/, '')) ?? null;
}

/** The segment type that a word or a category names, or null. */
export function segmentTypeOf(text: string): SegmentType | null {
  return lookUp(SEGMENT_TYPE_WORDS, text);
}

/** The discipline that a word names, or null. */
export function disciplineOf(text: string): Discipline | null {
  return lookUp(DISCIPLINE_WORDS, text);
}

/** The cross-section that a word names, or null. */
export function crossSectionOf(text: string): CrossSection | null {
  return lookUp(CROSS_SECTION_WORDS, text);
}
