/** Milliseconds that the graphics processor may take for what is sent in one frame. */
const ENOUGH = 20;
const TOO_MUCH = 40;
const FIRST_RECORDS = 15_000;
const LEAST_RECORDS = 3000;
const MOST_RECORDS = 4_000_000;
const GROW = 1.6;
const SHRINK = 0.6;

/**
 * How many records one frame may draw. A graphics processor takes them all at once; a renderer in software would hold
 * up the page for as long as it draws, so it gets as many as it can draw in a frame, found out while drawing.
 */
export class DrawBudget {
  readonly #gl: WebGL2RenderingContext;
  #records = FIRST_RECORDS;
  #fence: { readonly sync: WebGLSync; readonly at: number; readonly records: number } | null = null;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
  }

  /** Records that may be drawn now; 0 while those of before are still being drawn. */
  available(now: number): number {
    const fence = this.#fence;
    if (!fence) return this.#records;
    const gl = this.#gl;
    if (gl.getSyncParameter(fence.sync, gl.SYNC_STATUS) !== gl.SIGNALED) return 0;
    gl.deleteSync(fence.sync);
    this.#fence = null;
    this.#learn(now - fence.at, fence.records);
    return this.#records;
  }

  /** Notes that so many records have just been sent. */
  spend(records: number, now: number): void {
    const sync = this.#gl.fenceSync(this.#gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
    // Sent off now, or the browser would keep them until the frame ends.
    this.#gl.flush();
    if (sync) this.#fence = { sync, at: now, records };
  }

  #learn(milliseconds: number, records: number): void {
    const isFull = records >= this.#records / 2;
    if (milliseconds > TOO_MUCH) this.#records = Math.max(LEAST_RECORDS, this.#records * SHRINK);
    else if (milliseconds < ENOUGH && isFull) this.#records = Math.min(MOST_RECORDS, this.#records * GROW);
  }
}
