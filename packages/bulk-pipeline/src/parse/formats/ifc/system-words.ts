import { type Discipline } from '@sizewise/shared';

/** What runs in a segment. */
export type Medium = 'duct' | 'pipe' | 'cable';

export interface SystemKind {
  readonly medium: Medium;
  readonly discipline: Discipline;
}

const kind = (medium: Medium, discipline: Discipline): SystemKind => ({ medium, discipline });

const AIR = kind('duct', 'mechanical');
const HEATING = kind('pipe', 'mechanical');
const WATER = kind('pipe', 'plumbing');
const FIRE = kind('pipe', 'fire');
const ELECTRICAL = kind('cable', 'electrical');

/** IfcDistributionSystemEnum (IFC4, IFC4X3), the values that say what runs in the system. */
const SYSTEM_TYPES: Readonly<Record<string, SystemKind>> = {
  ...every(AIR, 'AIRCONDITIONING EXHAUST VENTILATION'),
  ...every(HEATING, 'CHILLEDWATER CONDENSERWATER HEATING REFRIGERATION FUEL GAS OIL COMPRESSEDAIR VACUUM'),
  ...every(
    WATER,
    'DOMESTICCOLDWATER DOMESTICHOTWATER WATERSUPPLY DRAINAGE SEWAGE WASTEWATER RAINWATER STORMWATER',
  ),
  ...every(FIRE, 'FIREPROTECTION'),
  ...every(
    ELECTRICAL,
    'ELECTRICAL LIGHTING DATA COMMUNICATION AUDIOVISUAL CONTROL SIGNAL TELEPHONE TV SECURITY',
  ),
  ...every(
    ELECTRICAL,
    'EARTHING LIGHTNINGPROTECTION POWERGENERATION OVERHEAD_CONTACTLINE_SYSTEM CATENARY_SYSTEM',
  ),
};

/** Words of English, German, Spanish, French and Russian, looked for in this order; the first that is found decides. */
const WORDS: readonly (readonly [SystemKind, RegExp])[] = [
  [FIRE, /sprinkler|fire|hydrant|l(?:ö|oe)sch|incend|пожар|спринклер/],
  [HEATING, /condenser|chilled|hydronic|refriger|k(?:ä|ae)lte|kuehlwasser|kühlwasser|холодоснаб/],
  [HEATING, /heating water|hot water heating|heiz|heating|calefac|chauffage|отоплен|heisswasser|heißwasser/],
  [HEATING, /vorlauf|r(?:ü|ue)cklauf|[_\s](?:vl|rl)\b|steam|dampf|vapor|пар\b|boiler|radiator/],
  [WATER, /sanit|domestic|drain|sewage|sewer|waste|abwasser|trinkwasser|regenwasser|storm|rain ?water|plumb/],
  [
    WATER,
    /saneamiento|fontaner|agua|eaux? |канализ|водоснаб|водопров|\bhvs\b|\bгвс\b|\bхвс\b|\bwater|wasser/,
  ],
  [
    ELECTRICAL,
    /electri|elektr|el(?:é|e)ctric|электр|cable|kabel|c[aâ]ble|кабел|conduit|lighting|alumbrado|beleucht|освещ/,
  ],
  [
    AIR,
    /\bair\b|luft|\baire\b|возду|vent|вент|exhaust|\bhvac\b|duct|kanal|conducto|gaine|extracci|chimney|flue/,
  ],
  [HEATING, /pipe|rohr|tuber|tuyau|труб|gas\b|fuel/],
];

/** What runs in a system, by its type or by words in its name; null where neither says. */
export function systemKind(predefinedType: string | null, name: string | null): SystemKind | null {
  return (predefinedType === null ? undefined : SYSTEM_TYPES[predefinedType]) ?? kindOfWords(name);
}

/** The first known word of a name decides; a generic word for pipes says the medium and leaves the discipline open. */
export function kindOfWords(name: string | null): SystemKind | null {
  if (name === null) return null;
  const text = name.toLowerCase();
  return WORDS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

function every(value: SystemKind, names: string): Record<string, SystemKind> {
  return Object.fromEntries(names.split(' ').map((name) => [name, value]));
}
