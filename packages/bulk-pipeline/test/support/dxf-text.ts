/** Group codes and values in turn. */
export type Tags = readonly (number | string)[];

/** Tags as the lines of a text DXF. */
export function tagLines(...tags: readonly Tags[]): string {
  const flat = tags.flat();
  let text = '';
  for (let i = 0; i < flat.length; i += 2) text += `${String(flat[i]).padStart(3)}\n${flat[i + 1]}\n`;
  return text;
}

export interface DxfParts {
  readonly header?: Tags;
  /** Names of layers with their flags (1: frozen) and colour (negative: off). */
  readonly layers?: readonly (readonly [name: string, flags: number, color: number])[];
  readonly blocks?: Readonly<Record<string, readonly Tags[]>>;
  readonly entities: readonly Tags[];
}

/** A whole text DXF, in metres unless the header says otherwise. */
export function dxfText({
  header = [9, '$INSUNITS', 70, 6],
  layers = [],
  blocks = {},
  entities,
}: DxfParts): string {
  const section = (name: string, ...tags: readonly Tags[]): string =>
    tagLines([0, 'SECTION', 2, name], ...tags, [0, 'ENDSEC']);
  const table = layers.map(([name, flags, color]): Tags => [0, 'LAYER', 2, name, 70, flags, 62, color]);
  const definitions = Object.entries(blocks).flatMap(([name, content]): Tags[] => [
    [0, 'BLOCK', 8, '0', 2, name, 70, 0, 10, 0, 20, 0, 30, 0],
    ...content,
    [0, 'ENDBLK', 8, '0'],
  ]);
  return [
    section('HEADER', [9, '$ACADVER', 1, 'AC1027'], header),
    section('TABLES', [0, 'TABLE', 2, 'LAYER'], ...table, [0, 'ENDTAB']),
    section('BLOCKS', ...definitions),
    section('ENTITIES', ...entities),
    tagLines([0, 'EOF']),
  ].join('');
}

/** A LINE from one point of the plane to another. */
export function line(
  handle: string,
  layer: string,
  from: readonly [number, number],
  to: readonly [number, number],
): Tags {
  return [0, 'LINE', 5, handle, 8, layer, 10, from[0], 20, from[1], 11, to[0], 21, to[1]];
}

/** An INSERT of a block at the origin, with more tags. */
export function insert(handle: string, layer: string, block: string, more: Tags = []): Tags {
  return [0, 'INSERT', 5, handle, 8, layer, 2, block, 10, 0, 20, 0, 30, 0, ...more];
}
