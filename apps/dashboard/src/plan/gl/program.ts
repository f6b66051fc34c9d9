/** The names that a program of shaders takes from outside. */
export interface ShaderPair {
  readonly vertex: string;
  readonly fragment: string;
}

/** A linked program and where its uniforms are. */
export interface Program {
  readonly handle: WebGLProgram;
  uniform(name: string): WebGLUniformLocation | null;
}

/** The browser has no WebGL2, or its driver refused what the plan needs. */
export class WebGlError extends Error {
  override readonly name = 'WebGlError';
}

/**
 * Compiles and links two shaders.
 * @throws WebGlError with the driver's words where it refuses them
 */
export function createProgram(gl: WebGL2RenderingContext, shaders: ShaderPair): Program {
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
  // A lost context fails every call without being at fault; it is restored later.
  if (!gl.getProgramParameter(handle, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new WebGlError(`The graphics driver refused a shader: ${gl.getProgramInfoLog(handle) ?? ''}`);
  }
  const places = new Map<string, WebGLUniformLocation | null>();
  return {
    handle,
    uniform: (name) => {
      let place = places.get(name);
      if (place === undefined) places.set(name, (place = gl.getUniformLocation(handle, name)));
      return place;
    },
  };
}
