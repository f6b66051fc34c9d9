import { type PlanStyle } from '../plan-style.ts';
import { type PlanRect } from '../plan-types.ts';
import { toScreen, type Viewport } from '../viewport.ts';
import { PAIR_BYTES, type PlanBatch, POINT_BYTES } from './plan-batch.ts';
import { createProgram, type Program, type ShaderPair, WebGlError } from './program.ts';
import { BOX_SHADERS, FILL_SHADERS, LINE_SHADERS, STYLES_PER_ROW } from './shaders.ts';
import { packStyles } from './style-texture.ts';

/** Pixels of a line above and of one beneath. */
const LINE_WIDTH = 1.75;
const BENEATH_WIDTH = 1;
const OUTLINE_WIDTH = 1.25;
/** Pixels below which an item is drawn as a dot of this size, or it would vanish. */
const SMALLEST = 2;
const FILL_ALPHA = 0.28;

/** A batch, and the part of the plan that it is drawn in: what lies in two tiles is then drawn once everywhere. */
export interface ClippedBatch {
  readonly batch: PlanBatch;
  readonly clip: PlanRect;
}

interface Part {
  readonly array: WebGLVertexArrayObject;
  readonly buffers: readonly WebGLBuffer[];
  /** Corners of its triangles. */
  readonly count: number;
  /** Its triangles name their corners by index. */
  readonly isIndexed: boolean;
}

interface Loaded {
  readonly lines: Part | null;
  readonly boxes: Part | null;
  readonly fills: Part | null;
}

interface Programs {
  readonly lines: Program;
  readonly boxes: Program;
  readonly fills: Program;
}

/**
 * Draws batches by WebGL2. What an item looks like is in a small texture by its kind, so a switch or another
 * colouring changes that texture alone, and moving about changes three numbers.
 */
export class WebGlRenderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #loaded = new Map<PlanBatch, Loaded>();
  readonly #onRestored: () => void;
  #programs: Programs;
  #texture: WebGLTexture;
  #batches: readonly ClippedBatch[] = [];
  #styles: readonly PlanStyle[] = [];
  #hasBeneath = false;
  #pixelRatio = 1;

  readonly #lost = (event: Event): void => event.preventDefault();
  readonly #restored = (): void => {
    this.#loaded.clear();
    this.#programs = createPrograms(this.#gl);
    this.#texture = createTexture(this.#gl);
    this.setStyles(this.#styles);
    this.setBatches(this.#batches);
    this.#onRestored();
  };

  /**
   * @param onRestored called when the browser gave the graphics memory back after it took it: draw again
   * @throws WebGlError where the browser has no WebGL2
   */
  constructor(canvas: HTMLCanvasElement, onRestored: () => void) {
    const gl = canvas.getContext('webgl2', { antialias: false, depth: false, premultipliedAlpha: true });
    if (!gl) throw new WebGlError('This browser has no WebGL2, which the plan is drawn with');
    this.#canvas = canvas;
    this.#gl = gl;
    this.#onRestored = onRestored;
    this.#programs = createPrograms(gl);
    this.#texture = createTexture(gl);
    canvas.addEventListener('webglcontextlost', this.#lost);
    canvas.addEventListener('webglcontextrestored', this.#restored);
  }

  /** Takes over what is drawn; batches it has already are not sent again. */
  setBatches(batches: readonly ClippedBatch[]): void {
    this.#batches = batches;
    const wanted = new Set(batches.map(({ batch }) => batch));
    for (const [batch, loaded] of this.#loaded) {
      if (wanted.has(batch)) continue;
      this.#unload(loaded);
      this.#loaded.delete(batch);
    }
    for (const batch of wanted) {
      if (!this.#loaded.has(batch)) this.#loaded.set(batch, this.#load(batch));
    }
  }

  /** Takes over how each kind is drawn, by its index. */
  setStyles(styles: readonly PlanStyle[]): void {
    this.#styles = styles;
    this.#hasBeneath = styles.some((style) => style.isVisible && style.isBeneath);
    const gl = this.#gl;
    const { texels, rows } = packStyles(styles);
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, STYLES_PER_ROW, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels);
  }

  /** Takes over a new size of the canvas in CSS pixels, with the device's pixels to each. */
  resize(width: number, height: number, pixelRatio: number): void {
    this.#pixelRatio = pixelRatio;
    this.#canvas.width = Math.round(width * pixelRatio);
    this.#canvas.height = Math.round(height * pixelRatio);
  }

  /** @param beneathOpacity 0 to 1, of what is drawn beneath */
  draw(view: Viewport, beneathOpacity: number): void {
    const gl = this.#gl;
    if (gl.isContextLost()) return;
    gl.viewport(0, 0, this.#canvas.width, this.#canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.enable(gl.BLEND);
    gl.enable(gl.SCISSOR_TEST);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#texture);
    if (this.#hasBeneath && beneathOpacity > 0) this.#drawPass(view, true, beneathOpacity);
    this.#drawPass(view, false, 1);
    gl.bindVertexArray(null);
    gl.disable(gl.SCISSOR_TEST);
  }

  close(): void {
    this.#canvas.removeEventListener('webglcontextlost', this.#lost);
    this.#canvas.removeEventListener('webglcontextrestored', this.#restored);
    this.setBatches([]);
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #drawPass(view: Viewport, isBeneath: boolean, opacity: number): void {
    const gl = this.#gl;
    const { fills, boxes, lines } = this.#programs;
    const width = isBeneath ? BENEATH_WIDTH : LINE_WIDTH;
    // Outlines alone lie beneath: a filled room would hide what is drawn over it.
    if (!isBeneath) {
      this.#use(fills, view, isBeneath, opacity);
      gl.uniform1f(fills.uniform('u_fill'), FILL_ALPHA);
      this.#drawParts(fills, view, isBeneath, (loaded) => loaded.fills);
    }
    this.#use(boxes, view, isBeneath, opacity);
    gl.uniform1f(boxes.uniform('u_width'), isBeneath ? BENEATH_WIDTH : OUTLINE_WIDTH);
    gl.uniform1f(boxes.uniform('u_smallest'), isBeneath ? BENEATH_WIDTH : SMALLEST);
    gl.uniform1f(boxes.uniform('u_fill'), isBeneath ? 0 : FILL_ALPHA);
    this.#drawParts(boxes, view, isBeneath, (loaded) => loaded.boxes);
    this.#use(lines, view, isBeneath, opacity);
    gl.uniform1f(lines.uniform('u_width'), width);
    this.#drawParts(lines, view, isBeneath, (loaded) => loaded.lines);
  }

  #use(program: Program, view: Viewport, isBeneath: boolean, opacity: number): void {
    const gl = this.#gl;
    gl.useProgram(program.handle);
    gl.uniform2f(program.uniform('u_size'), view.width, view.height);
    gl.uniform1f(program.uniform('u_scale'), view.scale);
    gl.uniform1i(program.uniform('u_beneath'), Number(isBeneath));
    gl.uniform1i(program.uniform('u_styles'), 0);
    gl.uniform1f(program.uniform('u_opacity'), opacity);
    gl.uniform1f(program.uniform('u_ratio'), this.#pixelRatio);
  }

  #drawParts(
    program: Program,
    view: Viewport,
    isBeneath: boolean,
    partOf: (loaded: Loaded) => Part | null,
  ): void {
    const gl = this.#gl;
    for (const { batch, clip } of this.#batches) {
      const loaded = this.#loaded.get(batch);
      const part = loaded && this.#hasPass(batch, isBeneath) ? partOf(loaded) : null;
      if (!part) continue;
      this.#clip(view, clip);
      // In 64 bits here, so that a drawing far from the origin does not tremble.
      const x = (batch.x - view.x) * view.scale + view.width / 2;
      const y = (view.y - batch.y) * view.scale + view.height / 2;
      gl.uniform2f(program.uniform('u_offset'), x, y);
      gl.bindVertexArray(part.array);
      if (part.isIndexed) gl.drawElements(gl.TRIANGLES, part.count, gl.UNSIGNED_INT, 0);
      else gl.drawArrays(gl.TRIANGLES, 0, part.count);
    }
  }

  #clip(view: Viewport, clip: PlanRect): void {
    const ratio = this.#pixelRatio;
    const { width, height } = this.#canvas;
    const low = toScreen(view, clip.minX, clip.maxY);
    const high = toScreen(view, clip.maxX, clip.minY);
    const edge = (pixel: number, most: number): number =>
      Math.min(most, Math.max(0, Math.round(pixel * ratio)));
    const left = edge(low.x, width);
    const bottom = edge(high.y, height);
    this.#gl.scissor(left, height - bottom, edge(high.x, width) - left, bottom - edge(low.y, height));
  }

  /** True where something of the batch is drawn in a pass; the corners of the others need not be looked at. */
  #hasPass(batch: PlanBatch, isBeneath: boolean): boolean {
    return batch.kinds.some((kind) => {
      const style = this.#styles[kind];
      return style?.isVisible === true && style.isBeneath === isBeneath;
    });
  }

  #load(batch: PlanBatch): Loaded {
    return {
      lines: this.#loadPart(atCorners(batch.lines, PAIR_BYTES), PAIR_BYTES, true),
      boxes: this.#loadPart(atCorners(batch.boxes, PAIR_BYTES), PAIR_BYTES, true),
      fills: this.#loadPart(batch.fills, POINT_BYTES, false),
    };
  }

  #loadPart(bytes: Uint8Array, stride: number, isIndexed: boolean): Part | null {
    if (bytes.length === 0) return null;
    const gl = this.#gl;
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    const buffers = [gl.createBuffer()];
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[0] ?? null);
    gl.bufferData(gl.ARRAY_BUFFER, bytes, gl.STATIC_DRAW);
    const floats = stride / 4 - 1;
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, floats, gl.FLOAT, false, stride, 0);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_INT, stride, floats * 4);
    let count = bytes.length / stride;
    if (isIndexed) {
      const indices = cornerIndices(count / 4);
      const buffer = gl.createBuffer();
      buffers.push(buffer);
      gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffer);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW);
      count = indices.length;
    }
    gl.bindVertexArray(null);
    return { array, buffers, count, isIndexed };
  }

  #unload({ lines, boxes, fills }: Loaded): void {
    for (const part of [lines, boxes, fills]) {
      if (!part) continue;
      this.#gl.deleteVertexArray(part.array);
      for (const buffer of part.buffers) this.#gl.deleteBuffer(buffer);
    }
  }
}

/**
 * Each record four times, for the four corners that the shader tells by their index. Instances would need a quarter of
 * the memory, but renderers in software draw them one by one.
 */
function atCorners(records: Uint8Array, size: number): Uint8Array {
  const words = size / 4;
  const from = new Uint32Array(records.buffer, records.byteOffset, records.length / 4);
  const corners = new Uint32Array(from.length * 4);
  for (let at = 0, to = 0; at < from.length; at += words) {
    const record = from.subarray(at, at + words);
    for (let corner = 0; corner < 4; corner++, to += words) corners.set(record, to);
  }
  return new Uint8Array(corners.buffer);
}

/** Two triangles for every four corners. */
function cornerIndices(quads: number): Uint32Array {
  const indices = new Uint32Array(quads * 6);
  for (let quad = 0; quad < quads; quad++) {
    const first = quad * 4;
    indices.set([first, first + 1, first + 2, first + 2, first + 1, first + 3], quad * 6);
  }
  return indices;
}

function createPrograms(gl: WebGL2RenderingContext): Programs {
  const make = (shaders: ShaderPair): Program => createProgram(gl, shaders);
  return { lines: make(LINE_SHADERS), boxes: make(BOX_SHADERS), fills: make(FILL_SHADERS) };
}

function createTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
    gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  }
  return texture;
}
