import { BoundedCache } from '../bounded-cache.ts';

export type SizeRole = 'length' | 'width' | 'height' | 'diameter' | 'section' | 'shape' | 'flow';

export interface SizeName {
  readonly role: SizeRole;
  /** Of several properties for one size the lowest rank is taken. */
  readonly rank: number;
  /** Metres per unit where the name itself fixes it: DN is a size in millimetres (ISO 6708). */
  readonly unit: number | null;
}

type Row = readonly [SizeRole, number, number | null, string];

/**
 * Property and quantity names as `normalName` writes them: in English, Spanish, German, French, Russian, Italian,
 * Portuguese, Dutch, Swedish, Norwegian, Danish, Finnish, Polish, Czech, Chinese and Japanese. Names that also mean
 * something else (a level's height, an insulation's thickness) are left out.
 */
const ROWS: readonly Row[] = [
  ['length', 0, null, 'length nominallength longitud laenge lange longueur длина lunghezza comprimento'],
  ['length', 0, null, 'rohrlange kanallange ductlength pipelength lengte langd lengde længde pituus'],
  ['length', 0, null, 'długosc delka 长度 長度 長さ'],
  ['length', 1, null, 'netlength totallength segmentlength cutlength longitudtotal gesamtlange'],
  [
    'width',
    0,
    null,
    'nominalwidth width ancho anchura breite nennbreite kanalbreite largeur ширина larghezza',
  ],
  ['width', 0, null, 'largura ductwidth breedte bredd bredde leveys szerokosc sirka 宽度 寬度 幅'],
  ['width', 1, null, 'overallwidth outerwidth nominaldimensionx sizex'],
  [
    'height',
    0,
    null,
    'nominalheight height alto altura hohe hoehe nennhohe kanalhohe hauteur высота altezza',
  ],
  ['height', 0, null, 'ductheight hoogte hojd høyde højde korkeus wysokosc vyska 高度 高さ'],
  ['height', 1, null, 'overallheight outerheight nominaldimensiony sizey'],
  ['diameter', 0, null, 'nominaldiameter diametronominal nenndurchmesser diametrenominal условныйдиаметр'],
  ['diameter', 0, 0.001, 'dn nennweite'],
  ['diameter', 1, null, 'diameter diametro durchmesser diametre диаметр ductdiameter pipediameter'],
  ['diameter', 1, null, 'kanaldurchmesser rohrdurchmesser halkaisija srednica prumer 直径 直徑'],
  ['diameter', 2, null, 'outerdiameter outsidediameter diametroexterior aussendurchmesser außendurchmesser'],
  ['diameter', 2, null, 'diametroesterno diametroexterno buitendiameter diametreexterieur внешнийдиаметр'],
  ['diameter', 2, null, 'наружныйдиаметр'],
  ['diameter', 3, null, 'innerdiameter insidediameter diametrointerior innendurchmesser diametreinterieur'],
  ['diameter', 3, null, 'diametrointerno binnendiameter внутреннийдиаметр'],
  ['section', 0, null, 'size overallsize nominalsize tamano tamanototal grosse große gesamtgrosse taille'],
  [
    'section',
    0,
    null,
    'размер dimension dimensione dimensioni dimensao afmeting storlek koko rozmiar 尺寸 サイズ',
  ],
  ['shape', 0, null, 'shape crosssectionshape profileshape ductshape querschnittsform'],
  [
    'flow',
    0,
    null,
    'airflow airflowrate volumetricflowrate nominalairflowrate airflowratenominal flowrate flow',
  ],
  [
    'flow',
    0,
    null,
    'caudal volumenstrom luftmenge luftvolumenstrom debit расход расходвоздуха portata vazao',
  ],
  [
    'flow',
    0,
    null,
    'flowratesinglevalue luftmangd luftmengde luftmængde ilmavirta luchthoeveelheid 风量 風量',
  ],
  ['flow', 1, null, 'designflow designairflow designflowrate maxairflow airflowratemax airflowrange'],
];

const NAMES: ReadonlyMap<string, SizeName> = new Map(
  ROWS.flatMap(([role, rank, unit, names]) =>
    names.split(' ').map((name): [string, SizeName] => [name, { role, rank, unit }]),
  ),
);

/** What a property name says of a size, or null. */
export function sizeName(name: string): SizeName | null {
  return NAMES.get(normalName(name)) ?? null;
}

/** `sizeName` with a memory of the names it was asked for: files repeat few names many times. */
export class SizeNames {
  readonly #known = new BoundedCache<string, { readonly name: SizeName | null }>(4096);

  of(name: string): SizeName | null {
    return this.#known.get(name, () => ({ name: sizeName(name) })).name;
  }
}

/** Lower case without accents, spaces and signs: `Länge (netto)` → `langenetto`. `й` keeps its mark, being a letter. */
export function normalName(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replace(/([a-z])\p{M}+/gu, '$1')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
