import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { copiesFor, type TargetSize } from './target-size.ts';

/** Units of the file between copies; the drawing at hand extends over 870. */
const GRID_STEP = 2000;
const COPIES_PER_ROW = 40;

/** Codes of the x coordinates that are points of the world, by entity; y has the code ten higher. */
const POINTS: Readonly<Record<string, readonly number[]>> = {
  LINE: [10, 11],
  LWPOLYLINE: [10],
  VERTEX: [10],
  CIRCLE: [10],
  ARC: [10],
  POINT: [10],
  SOLID: [10, 11, 12, 13],
  TEXT: [10, 11],
  MTEXT: [10],
  INSERT: [10],
  LEADER: [10],
  DIMENSION: [10, 11, 12, 13, 14, 15, 16],
};
/** Blocks that a dimension draws stand in coordinates of the world. */
const DIMENSION_BLOCK = /^\*D/i;
const LAYOUT_BLOCK = /^\*(?:model|paper)_space/i;

/** What belongs to the entity before it. */
const PARTS: ReadonlySet<string> = new Set(['ATTRIB', 'VERTEX', 'SEQEND']);

type Tag = readonly [code: number, value: string];
/** A text that every copy has, or what is its own. */
type Piece =
  | string
  | { readonly x: number }
  | { readonly y: number }
  | { readonly handle: number }
  | { readonly block: string };

interface Drawing {
  /** Everything in front of the first block definition. */
  readonly head: string;
  readonly blocks: readonly Piece[];
  readonly entities: readonly Piece[];
  /** How many entities model space holds. */
  readonly count: number;
  /** Handles of a copy are this many apart from those of the copy before. */
  readonly stride: number;
}

/**
 * Writes a drawing that holds another one several times over, as a stream: block definitions and entities repeated
 * with names and handles of their own, each copy moved on a grid. Hatches, whose boundaries mix points and vectors,
 * stay in place. The table of block records is not repeated, and objects are left out.
 * @param path a text DXF with BLOCKS before ENTITIES. @param size its elements are those of the section ENTITIES
 * @returns the number of copies
 */
export async function repeatDxf(path: string, target: string, size: TargetSize): Promise<number> {
  const drawing = piecesOf(tagsOf(await readFile(path, 'latin1')));
  const bytes =
    copyOf(drawing.blocks, 1, drawing.stride).length + copyOf(drawing.entities, 1, drawing.stride).length;
  const { copies } = copiesFor(size, drawing.count, bytes);
  await pipeline(Readable.from(textOf(drawing, copies)), createWriteStream(target));
  return copies;
}

function* textOf({ head, blocks, entities, stride }: Drawing, copies: number): Generator<Buffer> {
  yield Buffer.from(head, 'latin1');
  for (let copy = 0; copy < copies; copy += 1) yield Buffer.from(copyOf(blocks, copy, stride), 'latin1');
  yield Buffer.from('  0\nENDSEC\n  0\nSECTION\n  2\nENTITIES\n');
  for (let copy = 0; copy < copies; copy += 1) yield Buffer.from(copyOf(entities, copy, stride), 'latin1');
  yield Buffer.from('  0\nENDSEC\n  0\nEOF\n');
}

function copyOf(pieces: readonly Piece[], copy: number, stride: number): string {
  const dx = (copy % COPIES_PER_ROW) * GRID_STEP;
  const dy = Math.floor(copy / COPIES_PER_ROW) * GRID_STEP;
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if ('x' in piece) return String(piece.x + dx);
      if ('y' in piece) return String(piece.y + dy);
      if ('handle' in piece) return (piece.handle + copy * stride).toString(16).toUpperCase();
      return copy === 0 || LAYOUT_BLOCK.test(piece.block) ? piece.block : `${piece.block}_${copy}`;
    })
    .join('');
}

function tagsOf(text: string): Tag[] {
  const lines = text.split(/\r\n|\r|\n/);
  const tags: Tag[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) tags.push([Number(lines[i]), lines[i + 1] ?? '']);
  return tags;
}

function piecesOf(tags: readonly Tag[]): Drawing {
  const sectionAt = (name: string): number =>
    tags.findIndex(([code, value], i) => code === 2 && value === name && tags[i - 1]?.[1] === 'SECTION') + 1;
  const endOf = (start: number): number =>
    tags.findIndex(([code, value], i) => i >= start && code === 0 && value === 'ENDSEC');
  const [blocksAt, entitiesAt] = [sectionAt('BLOCKS'), sectionAt('ENTITIES')];
  const blocks = tags.slice(blocksAt, endOf(blocksAt));
  const entities = tags.slice(entitiesAt, endOf(entitiesAt));
  const handles = [...blocks, ...entities].flatMap(([code, value]) =>
    code === 5 ? [Number.parseInt(value, 16)] : [],
  );
  return {
    head: tags
      .slice(0, blocksAt)
      .map(([code, value]) => `${code}\n${value}\n`)
      .join(''),
    blocks: partOf(blocks, false),
    entities: partOf(entities, true),
    count: entities.filter(([code, value]) => code === 0 && !PARTS.has(value)).length,
    stride: Math.max(...handles) + 1,
  };
}

/** @param isModel true where coordinates are those of the world, false where the block decides. */
function partOf(tags: readonly Tag[], isModel: boolean): Piece[] {
  const pieces: Piece[] = [];
  let text = '';
  let type = '';
  let inWorld = isModel;
  const put = (code: number, piece: Piece): void => {
    pieces.push(`${text}${code}\n`, piece);
    text = '\n';
  };
  for (const [i, [code, value]] of tags.entries()) {
    if (code === 0) type = value;
    if (type === 'BLOCK' && code === 0) {
      const name = tags.slice(i).find(([other]) => other === 2)?.[1] ?? '';
      inWorld = DIMENSION_BLOCK.test(name);
    }
    const points = inWorld ? (POINTS[type] ?? []) : [];
    if (code === 5) put(code, { handle: Number.parseInt(value, 16) });
    else if (points.includes(code)) put(code, { x: Number(value) });
    else if (points.includes(code - 10)) put(code, { y: Number(value) });
    else if (namesBlock(type, code)) put(code, { block: value });
    else text += `${code}\n${value}\n`;
  }
  return [...pieces, text];
}

function namesBlock(type: string, code: number): boolean {
  return (
    (type === 'BLOCK' && (code === 2 || code === 3)) ||
    (code === 2 && (type === 'INSERT' || type === 'DIMENSION'))
  );
}
