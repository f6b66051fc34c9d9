import { type PlanStyle } from '../plan-style.ts';
import { type PlanRect } from '../plan-types.ts';
import { toScreen, type Viewport } from '../viewport.ts';
import { BatchBuffers, QUAD_INDICES, TRIANGLE_CORNERS } from './batch-buffers.ts';
import { DrawBudget } from './draw-budget.ts';
import { type ClippedBatch, type DrawStep, drawSteps } from './draw-steps.ts';
import { Picture } from './picture.ts';
import { type PlanBatch } from './plan-batch.ts';
import { createProgram, type Program, type ShaderPair, WebGlError } from './program.ts';
import { BOX_SHADERS, COPY_SHADERS, FILL_SHADERS, LINE_SHADERS, STYLES_PER_ROW } from './shaders.ts';
import { packStyles } from './style-texture.ts';

/** Pixels of a line above and of one beneath. */
const LINE_WIDTH = 1.75;
const BENEATH_WIDTH = 1;
const OUTLINE_WIDTH = 1.25;
/** Pixels below which an item is drawn as a dot of this size, or it would vanish. */
const SMALLEST = 2;
const FILL_ALPHA = 0.28;
/** Pixels that a picture reaches beyond each edge of the screen, so that a plan that is moved has something to show. */
const MARGIN = 128;
/** Bytes that one frame sends to the graphics memory, of several batches; one batch always goes. */
const BYTES_PER_FRAME = 4 * 1024 * 1024;

/** More than a part has. */
const MOST_RECORDS = 2 ** 32;

/** A picture being drawn, and what of it is still to be drawn. */
interface Job {
  readonly picture: Picture;
  readonly content: number;
  readonly steps: readonly DrawStep[];
  step: number;
  /** Records of the step that are drawn already. */
  done: number;
}

/** What the screen shows. */
interface Showing {
  readonly picture: Picture;
  /** How much of the picture is drawn. */
  readonly done: number;
  readonly view: Viewport;
}

interface Programs extends Readonly<Record<DrawStep['sort'], Program>> {
  readonly copy: Program;
}

/**
 * Draws batches by WebGL2 into a picture that is larger than the screen, and shows that picture. What an item looks like
 * is in a small texture by its kind, so a switch or another colouring changes that texture alone. Where a picture takes
 * longer than a frame, it is drawn over several of them, and the picture before it is shown meanwhile, moved and scaled.
 */
export class WebGlRenderer {
  readonly #canvas: HTMLCanvasElement;
  readonly #gl: WebGL2RenderingContext;
  readonly #onRestored: () => void;
  #budget: DrawBudget;
  #buffers: BatchBuffers;
  /** Made with the first frame: a canvas that gets its size later would wait until they are compiled. */
  #programs: Programs | null = null;
  #styleTexture: WebGLTexture;
  #spare: Picture[];
  /** The last picture that is whole. */
  #shown: { readonly picture: Picture; readonly content: number } | null = null;
  #job: Job | null = null;
  #batches: readonly ClippedBatch[] = [];
  #styles: readonly PlanStyle[] = [];
  #opacity = 1;
  /** Grows with whatever changes the picture besides the view. */
  #content = 0;
  #pixelRatio = 1;
  /** True where the browser draws by the processor. */
  readonly #isSoftware: boolean;
  /** True where the last frame changed the screen. */
  #hasShown = false;
  /** What the screen shows: nothing is drawn where that would not change. */
  #onScreen: Showing | null = null;

  readonly #lost = (event: Event): void => event.preventDefault();
  readonly #restored = (): void => {
    this.#budget = new DrawBudget(this.#gl);
    this.#buffers = new BatchBuffers(this.#gl);
    this.#programs = null;
    this.#styleTexture = createStyleTexture(this.#gl);
    this.#spare = [new Picture(this.#gl), new Picture(this.#gl)];
    this.#shown = this.#job = this.#onScreen = null;
    this.setStyles(this.#styles);
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
    this.#isSoftware = isSoftware(gl);
    this.#onRestored = onRestored;
    this.#budget = new DrawBudget(gl);
    this.#buffers = new BatchBuffers(gl);
    this.#styleTexture = createStyleTexture(gl);
    this.#spare = [new Picture(gl), new Picture(gl)];
    canvas.addEventListener('webglcontextlost', this.#lost);
    canvas.addEventListener('webglcontextrestored', this.#restored);
  }

  /** Takes over what is drawn; batches it has already are not sent again. */
  setBatches(batches: readonly ClippedBatch[]): void {
    this.#batches = batches;
    this.#content += 1;
    // A picture under way is drawn to its end: while tiles come one by one, none would get there else.
    const drawing = this.#job?.steps.map(({ batch }) => batch) ?? [];
    this.#buffers.keep(new Set([...batches.map(({ batch }) => batch), ...drawing]));
  }

  /** Takes over how each kind is drawn, by its index, and 0 to 1 for what is drawn beneath. */
  setStyles(styles: readonly PlanStyle[], beneathOpacity = this.#opacity): void {
    // Kinds that are new change nothing that is drawn already.
    const isSame =
      beneathOpacity === this.#opacity && this.#styles.every((style, i) => isLike(style, styles[i]));
    this.#styles = styles;
    this.#opacity = beneathOpacity;
    const gl = this.#gl;
    const { texels, rows } = packStyles(styles);
    gl.bindTexture(gl.TEXTURE_2D, this.#styleTexture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, STYLES_PER_ROW, rows, 0, gl.RGBA, gl.UNSIGNED_BYTE, texels);
    if (isSame) return;
    this.#content += 1;
    this.#drop();
  }

  /** Takes over a new size of the canvas in CSS pixels, with the device's pixels to each. */
  resize(width: number, height: number, pixelRatio: number): void {
    this.#pixelRatio = pixelRatio;
    this.#canvas.width = Math.round(width * pixelRatio);
    this.#canvas.height = Math.round(height * pixelRatio);
    this.#content += 1;
    this.#onScreen = null;
    this.#drop();
  }

  /**
   * Shows a view as far as it can be had within a frame.
   * @param now milliseconds, as performance.now() says them
   * @returns true where the next frame shows more of it
   * @throws WebGlError where the driver refused a shader
   */
  frame(view: Viewport, now: number): boolean {
    if (this.#gl.isContextLost() || view.width === 0) return false;
    this.#programs ??= createPrograms(this.#gl);
    if (!Object.values(this.#programs).every((program: Program) => program.isReady())) return true;
    const available = this.#budget.available(now);
    if (this.#isSoftware) {
      // The page reads the canvas back, and waits until all that was sent is drawn: so nothing is shown before it is,
      // and what is sent is sent in a frame of its own.
      if (available === 0) return true;
      this.#hasShown = !this.#hasShown && this.#show(view);
      if (this.#hasShown) return true;
    }
    const isSent = this.#send(BYTES_PER_FRAME);
    if (isSent && !this.#job && !this.#isExact(view)) this.#begin(view);
    const drawn = this.#job && available > 0 ? this.#work(available) : 0;
    if (drawn > 0) this.#budget.spend(drawn, now);
    if (!this.#isSoftware) this.#show(view);
    return !isSent || !this.#isExact(view) || !this.#isOnScreen(view);
  }

  /** Shows the whole of a view, however long that takes. @throws WebGlError where the driver refused a shader */
  drawAll(view: Viewport): void {
    this.#programs ??= createPrograms(this.#gl);
    for (const program of Object.values(this.#programs) as Program[]) program.finish();
    this.#send(Infinity);
    if (!this.#isExact(view)) {
      this.#drop();
      this.#begin(view);
      this.#work(Infinity);
    }
    this.#onScreen = null;
    this.#show(view);
  }

  close(): void {
    this.#canvas.removeEventListener('webglcontextlost', this.#lost);
    this.#canvas.removeEventListener('webglcontextrestored', this.#restored);
    this.setBatches([]);
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  /** True where the picture that is shown is what this view looks like now. */
  #isExact({ x, y, scale, width, height }: Viewport): boolean {
    if (this.#shown?.content !== this.#content) return false;
    const { view } = this.#shown.picture;
    const isSame = view.x === x && view.y === y && view.scale === scale;
    return isSame && view.width === width + 2 * MARGIN && view.height === height + 2 * MARGIN;
  }

  /** Sends batches that are not in the graphics memory yet. @returns true once all of them are */
  #send(bytes: number): boolean {
    let left = bytes;
    for (const { batch } of this.#batches) {
      if (this.#buffers.get(batch)) continue;
      if (left <= 0) return false;
      left -= this.#buffers.load(batch);
    }
    return true;
  }

  #drop(): void {
    if (this.#job) this.#spare.push(this.#job.picture);
    this.#job = null;
  }

  #begin(view: Viewport): void {
    const picture = this.#spare.pop();
    if (!picture) return;
    const wide = { ...view, width: view.width + 2 * MARGIN, height: view.height + 2 * MARGIN };
    picture.begin(wide, this.#pixelRatio);
    const steps = drawSteps(
      wide,
      this.#batches,
      (batch) => this.#buffers.get(batch),
      (batch, isBeneath) => this.#hasPass(batch, isBeneath),
    );
    this.#job = { picture, content: this.#content, steps, step: 0, done: 0 };
  }

  /** Draws on, at most so many records. @returns records drawn */
  #work(records: number): number {
    const job = this.#job;
    if (!job) return 0;
    const gl = this.#gl;
    job.picture.bind();
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.enable(gl.SCISSOR_TEST);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#styleTexture);
    let left = records;
    for (let step = job.steps[job.step]; step && left > 0; step = job.steps[job.step]) {
      const count = Math.min(left, step.count - job.done);
      this.#draw(job.picture, step, step.first + job.done, count);
      left -= count;
      job.done += count;
      if (job.done < step.count) continue;
      job.step += 1;
      job.done = 0;
    }
    gl.bindVertexArray(null);
    gl.disable(gl.SCISSOR_TEST);
    if (job.step === job.steps.length) {
      if (this.#shown) this.#spare.push(this.#shown.picture);
      this.#shown = job;
      this.#job = null;
    }
    return records === Infinity ? 0 : records - left;
  }

  #draw(picture: Picture, step: DrawStep, first: number, count: number): void {
    const gl = this.#gl;
    const { view } = picture;
    const { batch, isBeneath, part, sort } = step;
    const program = this.#programs?.[sort];
    if (!program) return;
    gl.useProgram(program.handle);
    gl.uniform2f(program.uniform('u_size'), view.width, view.height);
    gl.uniform1f(program.uniform('u_scale'), view.scale);
    gl.uniform1i(program.uniform('u_beneath'), Number(isBeneath));
    gl.uniform1i(program.uniform('u_styles'), 0);
    gl.uniform1f(program.uniform('u_opacity'), isBeneath ? this.#opacity : 1);
    gl.uniform1f(program.uniform('u_ratio'), this.#pixelRatio);
    gl.uniform1f(program.uniform('u_fill'), isBeneath ? 0 : FILL_ALPHA);
    gl.uniform1f(program.uniform('u_smallest'), isBeneath ? BENEATH_WIDTH : SMALLEST);
    const width = sort === 'lines' ? LINE_WIDTH : OUTLINE_WIDTH;
    gl.uniform1f(program.uniform('u_width'), isBeneath ? BENEATH_WIDTH : width);
    // In 64 bits here, so that a drawing far from the origin does not tremble.
    const { x, y } = toScreen(view, batch.x, batch.y);
    gl.uniform2f(program.uniform('u_offset'), x, y);
    this.#clip(picture, step.clip);
    gl.bindVertexArray(part.array);
    if (sort === 'fills') gl.drawArrays(gl.TRIANGLES, first * TRIANGLE_CORNERS, count * TRIANGLE_CORNERS);
    else {
      const from = first * QUAD_INDICES * Uint32Array.BYTES_PER_ELEMENT;
      gl.drawElements(gl.TRIANGLES, count * QUAD_INDICES, gl.UNSIGNED_INT, from);
    }
  }

  #clip({ view, width, height }: Picture, clip: PlanRect): void {
    const low = toScreen(view, clip.minX, clip.maxY);
    const high = toScreen(view, clip.maxX, clip.minY);
    const edge = (pixel: number, most: number): number =>
      Math.min(most, Math.max(0, Math.round(pixel * this.#pixelRatio)));
    const left = edge(low.x, width);
    const bottom = edge(high.y, height);
    this.#gl.scissor(left, height - bottom, edge(high.x, width) - left, bottom - edge(low.y, height));
  }

  /** What the screen shows of a view: the last whole picture; before there is one, what there is of the first. */
  #toShow(view: Viewport): Showing | null {
    const picture = this.#shown?.picture ?? this.#job?.picture;
    if (!picture) return null;
    const done = this.#shown ? Infinity : (this.#job?.step ?? 0) + (this.#job?.done ?? 0) / MOST_RECORDS;
    return { picture, done, view };
  }

  #isOnScreen(view: Viewport): boolean {
    const [before, next] = [this.#onScreen, this.#toShow(view)];
    if (next === null) return true;
    return before?.picture === next.picture && before.done === next.done && before.view === view;
  }

  /** Copies to the screen what it has to show. @returns true where that changed it */
  #show(view: Viewport): boolean {
    const next = this.#toShow(view);
    if (!next || !this.#programs || this.#isOnScreen(view)) return false;
    this.#onScreen = next;
    const { picture } = next;
    const gl = this.#gl;
    const { copy } = this.#programs;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, this.#canvas.width, this.#canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.disable(gl.BLEND);
    gl.useProgram(copy.handle);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, picture.texture);
    const filter = view.scale === picture.view.scale ? gl.NEAREST : gl.LINEAR;
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, filter);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, filter);
    const corner = toScreen(view, picture.view.x, picture.view.y);
    const grown = view.scale / picture.view.scale;
    const [width, height] = [picture.view.width * grown, picture.view.height * grown];
    gl.uniform1i(copy.uniform('u_picture'), 0);
    gl.uniform2f(copy.uniform('u_size'), view.width, view.height);
    gl.uniform4f(copy.uniform('u_place'), corner.x - width / 2, corner.y - height / 2, width, height);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
    return true;
  }

  /** True where something of the batch is drawn in a pass; the corners of the others need not be looked at. */
  #hasPass(batch: PlanBatch, isBeneath: boolean): boolean {
    if (isBeneath && this.#opacity === 0) return false;
    return batch.kinds.some((kind) => {
      const style = this.#styles[kind];
      return style?.isVisible === true && style.isBeneath === isBeneath;
    });
  }
}

function isLike(a: PlanStyle, b: PlanStyle | undefined): boolean {
  return (
    a.colour === b?.colour &&
    a.isVisible === b.isVisible &&
    a.isBeneath === b.isBeneath &&
    a.isHatched === b.isHatched
  );
}

/** By the name of what draws: browsers differ in what `failIfMajorPerformanceCaveat` means to them. */
function isSoftware(gl: WebGL2RenderingContext): boolean {
  const details = gl.getExtension('WEBGL_debug_renderer_info');
  const name: unknown = gl.getParameter(details?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(String(name));
}

function createPrograms(gl: WebGL2RenderingContext): Programs {
  const make = (shaders: ShaderPair): Program => createProgram(gl, shaders);
  return {
    lines: make(LINE_SHADERS),
    boxes: make(BOX_SHADERS),
    fills: make(FILL_SHADERS),
    copy: make(COPY_SHADERS),
  };
}

function createStyleTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
    gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
  }
  return texture;
}
