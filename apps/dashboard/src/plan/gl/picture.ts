import { type Viewport } from '../viewport.ts';

/** A texture that is drawn into, and the view that it shows. */
export class Picture {
  readonly #gl: WebGL2RenderingContext;
  readonly #frame: WebGLFramebuffer;
  readonly texture: WebGLTexture;
  /** Device pixels. */
  width = 0;
  height = 0;
  view: Viewport = { x: 0, y: 0, scale: 1, width: 0, height: 0 };

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#frame = gl.createFramebuffer();
    this.texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
  }

  /** Empties it for a view. @param ratio device pixels to a pixel of the view */
  begin(view: Viewport, ratio: number): void {
    const gl = this.#gl;
    this.view = view;
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
    if (width !== this.width || height !== this.height) {
      [this.width, this.height] = [width, height];
      gl.bindTexture(gl.TEXTURE_2D, this.texture);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, width, height, 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
      gl.bindFramebuffer(gl.FRAMEBUFFER, this.#frame);
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, this.texture, 0);
    }
    this.bind();
    gl.disable(gl.SCISSOR_TEST);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  /** What is drawn from now on goes into it. */
  bind(): void {
    this.#gl.bindFramebuffer(this.#gl.FRAMEBUFFER, this.#frame);
    this.#gl.viewport(0, 0, this.width, this.height);
  }
}
