import { type CrossSection, type SegmentInput, type SegmentType } from '@sizewise/shared';

import { globalIdOf } from './global-id.ts';
import { pick, seededRandom } from './random.ts';

interface Kind {
  readonly segmentType: SegmentType;
  readonly ifcClass: string;
  readonly family: string;
  readonly types: readonly string[];
  readonly share: number;
}

// Shares as in the school model: half of the elements are segments, a third fittings, the rest terminals and valves.
const KINDS: readonly Kind[] = [
  {
    segmentType: 'duct_segment',
    ifcClass: 'IfcDuctSegment',
    family: 'Rectangular Duct',
    types: ['Mitered Elbows / Taps', 'Radius Elbows / Tees'],
    share: 0.34,
  },
  {
    segmentType: 'duct_fitting',
    ifcClass: 'IfcDuctFitting',
    family: 'M_Rectangular Elbow - Mitered',
    types: ['Standard', 'Without vanes'],
    share: 0.24,
  },
  {
    segmentType: 'pipe_segment',
    ifcClass: 'IfcPipeSegment',
    family: 'Pipe Types',
    types: ['Copper - Soldered', 'Steel - Welded'],
    share: 0.18,
  },
  {
    segmentType: 'pipe_fitting',
    ifcClass: 'IfcPipeFitting',
    family: 'M_Elbow - Generic',
    types: ['Standard'],
    share: 0.1,
  },
  {
    segmentType: 'air_terminal',
    ifcClass: 'IfcAirTerminal',
    family: 'M_Supply Diffuser - Perforated',
    types: ['600 x 600 Face 300 Neck', '300 x 300 Face 150 Neck'],
    share: 0.1,
  },
  {
    segmentType: 'flow_controller',
    ifcClass: 'IfcDamper',
    family: 'M_Fire Damper',
    types: ['Round', 'Rectangular'],
    share: 0.04,
  },
];
const SYSTEMS = [
  'Mechanical Supply Air',
  'Mechanical Return Air',
  'Mechanical Exhaust Air',
  'Hydronic Supply',
];
const WIDTHS = [0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
const STOREY_HEIGHT = 3.6;
const millimetres = (metres: number): number => Math.round(metres * 1000) / 1000;

function kindAt(roll: number): Kind {
  let rest = roll;
  for (const kind of KINDS) {
    rest -= kind.share;
    if (rest < 0) return kind;
  }
  return KINDS[0] as Kind;
}

/**
 * Segments of a building that does not exist, as an export of a real one writes them: names, systems, storeys, boxes,
 * connections and about 400 bytes of properties. The same seed gives the same rows.
 */
export function* generateSegments(count: number, seed: number): Generator<SegmentInput> {
  const random = seededRandom(seed);
  const idAt = (index: number): string => globalIdOf(`${seed}/${index}`);
  let id = idAt(0);
  let before: string | null = null;
  for (let index = 0; index < count; index++) {
    const next = idAt(index + 1);
    yield segmentAt(
      index,
      id,
      [before, next].filter((one) => one !== null),
      random,
    );
    before = id;
    id = next;
  }
}

function segmentAt(index: number, id: string, connectsTo: string[], random: () => number): SegmentInput {
  const kind = kindAt(random());
  const round = kind.segmentType.startsWith('pipe') || random() < 0.3;
  const shape: CrossSection = round ? 'round' : 'rectangular';
  const width = pick(random, WIDTHS);
  const height = round ? width : pick(random, WIDTHS);
  const length = millimetres(0.1 + random() * 5.9);
  const storey = Math.floor(random() * 12);
  const [x, y] = [millimetres(random() * 180), millimetres(random() * 90)];
  const z = millimetres(storey * STOREY_HEIGHT + 2.7 + random() * 0.4);
  const along = random() < 0.5;
  const system = pick(random, SYSTEMS);
  const airflow = kind.ifcClass.startsWith('IfcPipe') ? null : millimetres(0.02 + random() * 1.5);
  const element = 1_200_000 + index;
  const type = pick(random, kind.types);
  return {
    externalId: id,
    segmentType: kind.segmentType,
    discipline: kind.ifcClass.startsWith('IfcPipe') ? 'plumbing' : 'mechanical',
    ifcClass: kind.ifcClass,
    layer: null,
    name: `${kind.family}:${type}:${element}`,
    system: `${system} ${1 + Math.floor(random() * 24)}`,
    level: `Level ${storey + 1}`,
    material: kind.ifcClass.startsWith('IfcPipe') ? 'Copper' : 'Galvanised steel',
    shape,
    width: round ? null : width,
    height: round ? null : height,
    diameter: round ? width : null,
    length,
    airflow,
    bounds: {
      minX: x,
      minY: y,
      minZ: z,
      maxX: millimetres(x + (along ? length : width)),
      maxY: millimetres(y + (along ? width : length)),
      maxZ: millimetres(z + height),
    },
    connectsTo,
    properties: {
      Tag: String(element),
      ObjectType: `${kind.family}:${type}`,
      [`Pset_${kind.ifcClass.slice(3)}TypeCommon`]: {
        Reference: type,
        Status: 'NEW',
        NominalLength: length * 1000,
        Roughness: 0.00009,
      },
      'Pset_Revit_Mechanical - Flow': {
        Flow: airflow,
        Velocity: millimetres(1 + random() * 7),
        'Pressure Drop': millimetres(random() * 12),
        'Loss Coefficient': millimetres(random()),
        'Reynolds number': Math.round(20_000 + random() * 200_000),
      },
      Pset_ManufacturerTypeInformation: { Manufacturer: 'Northwind Air', ModelLabel: `NW-${width * 1000}` },
      Mark: `${storey + 1}-${index % 997}`,
    },
  };
}
