/** The names that a program of shaders takes from outside. */
export interface ShaderPair {
  readonly vertex: string;
  readonly fragment: string;
}

/** A program and where its uniforms are. */
export interface Program {
  readonly handle: WebGLProgram;
  /** True once it is linked; until then whatever uses it waits. @throws WebGlError where the driver refused it */
  isReady(): boolean;
  /** Waits until it is linked. @throws WebGlError with the driver's words where it refused it */
  finish(): void;
  uniform(name: string): WebGLUniformLocation | null;
}

/** The browser has no WebGL2, or its driver refused what the plan needs. */
export class WebGlError extends Error {
  override readonly name = 'WebGlError';
}

/**
 * Begins to compile and link two shaders, which browsers do beside the page where nobody asks how it went.
 * @throws WebGlError where there is no memory for them
 */
export function createProgram(gl: WebGL2RenderingContext, shaders: ShaderPair): Program {
  // Asked for before linking: browsers watch only over what is linked afterwards.
  const parallel = gl.getExtension('KHR_parallel_shader_compile');
  const handle = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, shaders.vertex],
    [gl.FRAGMENT_SHADER, shaders.fragment],
  ] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw new WebGlError('The graphics driver gave no shader');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(handle, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(handle);
  let isLinked = false;
  const finish = (): void => {
    isLinked ||= gl.getProgramParameter(handle, gl.LINK_STATUS) === true;
    // A lost context fails every call without being at fault; it is restored later.
    if (!isLinked && !gl.isContextLost()) {
      throw new WebGlError(`The graphics driver refused a shader: ${gl.getProgramInfoLog(handle) ?? ''}`);
    }
  };
  const places = new Map<string, WebGLUniformLocation | null>();
  return {
    handle,
    isReady: () => {
      if (isLinked) return true;
      if (parallel && !gl.getProgramParameter(handle, parallel.COMPLETION_STATUS_KHR)) return false;
      finish();
      return isLinked;
    },
    finish,
    uniform: (name) => {
      let place = places.get(name);
      if (place === undefined) places.set(name, (place = gl.getUniformLocation(handle, name)));
      return place;
    },
  };
}
