import { type Discipline } from '@sizewise/shared';

/** What runs in a segment. */
export type Medium = 'duct' | 'pipe' | 'cable';

export interface SystemKind {
  readonly medium: Medium;
  /** Null where only the medium is known. */
  readonly discipline: Discipline | null;
}

const kind = (medium: Medium, discipline: Discipline | null): SystemKind => ({ medium, discipline });

const AIR = kind('duct', 'mechanical');
const HEATING = kind('pipe', 'mechanical');
const WATER = kind('pipe', 'plumbing');
const PIPE = kind('pipe', null);
const FIRE = kind('pipe', 'fire');
const ELECTRICAL = kind('cable', 'electrical');

/** IfcDistributionSystemEnum (IFC4, IFC4X3), the values that say what runs in the system. */
const SYSTEM_TYPES: ReadonlyMap<string, SystemKind> = new Map([
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
]);

/** Words of English, German, Spanish, French and Russian, looked for in this order; the first that is found decides. */
const WORDS: readonly (readonly [SystemKind, readonly string[]])[] = [
  [FIRE, ['sprinkler', '=fire', 'firefight', 'hydrant', 'lösch', 'loesch', 'incend', 'пожар', 'спринклер']],
  [HEATING, ['condenser', 'chilled', 'hydronic', 'refriger', 'kälte', 'kaelte', 'kühlwasser', 'холодоснаб']],
  [HEATING, ['heating', 'heiz', 'calefac', 'chauffage', 'отоплен', 'heisswasser', 'heißwasser', 'radiator']],
  [
    HEATING,
    ['vorlauf', 'rücklauf', 'ruecklauf', '=vl', '=rl', '=steam', 'dampf', '=vapor', '=пар', '=boiler'],
  ],
  [
    WATER,
    ['sanit', 'domestic', 'drain', 'sewage', 'sewer', 'waste', 'kanalis', 'storm', 'plumb', 'saneamiento'],
  ],
  [
    WATER,
    ['fontaner', '=agua', '=aguas', '=eau', '=eaux', 'канализ', 'водо', '=гвс', '=хвс', '=water', 'wasser'],
  ],
  [
    ELECTRICAL,
    ['electri', 'elektr', 'eléctr', 'électr', 'электр', 'cable', 'kabel', 'câble', 'кабел', 'conduit'],
  ],
  [ELECTRICAL, ['lighting', 'alumbrado', 'beleucht', 'освещ']],
  [AIR, ['=air', 'luft', '=aire', 'возду', '=vent', 'ventil', 'вентил', 'exhaust', '=hvac', 'duct', 'kanal']],
  [AIR, ['conducto', '=gaine', 'extracci', 'chimney', '=flue']],
  [PIPE, ['pipe', 'rohr', 'tuber', 'tuyau', 'труб', '=gas', '=fuel']],
];

const PATTERNS = WORDS.map(([kind, words]) => ({
  kind,
  pattern: new RegExp(words.map(wordPattern).join('|'), 'u'),
}));

/** `=word` must stand alone, between anything but letters; the others may be a part of a longer word. */
function wordPattern(word: string): string {
  return word.startsWith('=') ? String.raw`(?<!\p{L})${word.slice(1)}(?!\p{L})` : word;
}

/** What runs in a system, by its type or by words in its name; null where neither says. */
export function systemKind(predefinedType: string | null, name: string | null): SystemKind | null {
  return (predefinedType === null ? undefined : SYSTEM_TYPES.get(predefinedType)) ?? kindOfWords(name);
}

/** What the first known word of a name says; null where it has none. */
export function kindOfWords(name: string | null): SystemKind | null {
  if (name === null) return null;
  const text = name.toLowerCase().normalize('NFC');
  return PATTERNS.find(({ pattern }) => pattern.test(text))?.kind ?? null;
}

function every(value: SystemKind, names: string): [string, SystemKind][] {
  return names.split(' ').map((name) => [name, value]);
}
