import { PAIR_BYTES, type PlanBatch, POINT_BYTES, RECORD_SORTS, type RecordSort } from './plan-batch.ts';

/** Records of one sort in the graphics memory. */
export interface Part {
  readonly array: WebGLVertexArrayObject;
  readonly buffer: WebGLBuffer;
}

/** A batch in the graphics memory; null where it has no record of a sort. */
export type LoadedBatch = Readonly<Record<RecordSort, Part | null>>;

const CORNERS = 4;
/** Indices of the two triangles of a record with four corners. */
export const QUAD_INDICES = 6;
export const TRIANGLE_CORNERS = 3;
const FIRST_QUADS = 1 << 15;

/** Sends batches to the graphics memory, and takes them out again. */
export class BatchBuffers {
  readonly #gl: WebGL2RenderingContext;
  readonly #loaded = new Map<PlanBatch, LoadedBatch>();
  /** The same for every part, so there is one of them, for the longest. */
  readonly #indices: WebGLBuffer;
  #quads = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#indices = gl.createBuffer();
  }

  get(batch: PlanBatch): LoadedBatch | undefined {
    return this.#loaded.get(batch);
  }

  /** Takes out all batches but these. */
  keep(wanted: ReadonlySet<PlanBatch>): void {
    for (const [batch, loaded] of this.#loaded) {
      if (wanted.has(batch)) continue;
      for (const sort of RECORD_SORTS) this.#unload(loaded[sort]);
      this.#loaded.delete(batch);
    }
  }

  /** Sends a batch. @returns bytes sent */
  load(batch: PlanBatch): number {
    const lines = atCorners(batch.lines, PAIR_BYTES);
    const boxes = atCorners(batch.boxes, PAIR_BYTES);
    this.#loaded.set(batch, {
      lines: this.#loadPart(lines, PAIR_BYTES, CORNERS),
      boxes: this.#loadPart(boxes, PAIR_BYTES, CORNERS),
      fills: this.#loadPart(batch.fills, POINT_BYTES, TRIANGLE_CORNERS),
    });
    return lines.length + boxes.length + batch.fills.length;
  }

  #loadPart(bytes: Uint8Array, stride: number, corners: number): Part | null {
    if (bytes.length === 0) return null;
    const gl = this.#gl;
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.STATIC_DRAW);
    const floats = stride / 4 - 1;
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, floats, gl.FLOAT, false, stride, 0);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_INT, stride, floats * 4);
    if (corners === CORNERS) this.#bindIndices(bytes.length / stride / corners);
    gl.bindVertexArray(null);
    return { array, buffer };
  }

  /** Binds the indices to the vertex array that is bound, enough of them for so many quads. */
  #bindIndices(quads: number): void {
    const gl = this.#gl;
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#indices);
    if (quads <= this.#quads) return;
    this.#quads = Math.max(FIRST_QUADS, quads, this.#quads * 2);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, quadIndices(this.#quads), gl.STATIC_DRAW);
  }

  #unload(part: Part | null): void {
    if (!part) return;
    this.#gl.deleteVertexArray(part.array);
    this.#gl.deleteBuffer(part.buffer);
  }
}

/**
 * Each record four times, for the four corners that the shader tells by their index. Instances would need a quarter of
 * the memory, but renderers in software draw them one by one.
 */
function atCorners(records: Uint8Array, size: number): Uint8Array {
  const words = size / 4;
  const from = new Uint32Array(records.buffer, records.byteOffset, records.length / 4);
  const corners = new Uint32Array(from.length * CORNERS);
  for (let at = 0, to = 0; at < from.length; at += words) {
    for (let corner = 0; corner < CORNERS; corner++) {
      for (let word = 0; word < words; word++) corners[to++] = from[at + word] ?? 0;
    }
  }
  return new Uint8Array(corners.buffer);
}

/** Two triangles for every four corners. */
function quadIndices(quads: number): Uint32Array {
  const indices = new Uint32Array(quads * QUAD_INDICES);
  for (let quad = 0, at = 0; quad < quads; quad++) {
    const first = quad * CORNERS;
    indices[at++] = first;
    indices[at++] = first + 1;
    indices[at++] = first + 2;
    indices[at++] = first + 2;
    indices[at++] = first + 1;
    indices[at++] = first + 3;
  }
  return indices;
}
