/** Texels in a row of the texture of styles; a kind's texel is at (index mod this, index over this). */
export const STYLES_PER_ROW = 1024;

/** What the alpha of a style's texel says, in its bits. */
export const STYLE_VISIBLE = 1;
export const STYLE_BENEATH = 2;
export const STYLE_HATCHED = 4;

/** A box whose word has bits from here on is a cell, painted with that opacity of 255; below them is its kind. */
export const CELL_OPACITY_SHIFT = 24;

const VERTEX_HEAD = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform vec2 u_size;
uniform vec2 u_offset;
uniform float u_scale;
uniform bool u_beneath;
uniform sampler2D u_styles;
flat out vec3 v_colour;
flat out int v_hatched;

vec2 toScreen(vec2 metres) {
  return vec2(metres.x, -metres.y) * u_scale + u_offset;
}

vec4 toClip(vec2 pixel) {
  return vec4((pixel / u_size * 2.0 - 1.0) * vec2(1.0, -1.0), 0.0, 1.0);
}

/** Takes over the kind's style; false where it is not drawn in this pass. */
bool takeStyle(uint kind) {
  vec4 style = texelFetch(u_styles, ivec2(kind % ${STYLES_PER_ROW}u, kind / ${STYLES_PER_ROW}u), 0);
  int bits = int(style.a * 255.0 + 0.5);
  v_colour = style.rgb;
  v_hatched = bits & ${STYLE_HATCHED};
  return (bits & ${STYLE_VISIBLE}) != 0 && ((bits & ${STYLE_BENEATH}) != 0) == u_beneath;
}

const vec4 NOWHERE = vec4(2.0, 2.0, 2.0, 1.0);
`;

const FRAGMENT_HEAD = `#version 300 es
precision highp float;
uniform float u_opacity;
uniform float u_ratio;
flat in vec3 v_colour;
flat in int v_hatched;
out vec4 o_colour;

void paint(float alpha) {
  if (v_hatched != 0 && mod(gl_FragCoord.x + gl_FragCoord.y, 8.0 * u_ratio) < 3.0 * u_ratio) discard;
  o_colour = vec4(v_colour, 1.0) * alpha * u_opacity;
}
`;

/** Lines of one width in pixels, four corners each, smooth at their edges. */
export const LINE_SHADERS = {
  vertex: `${VERTEX_HEAD}
uniform float u_width;
layout(location = 0) in vec4 a_ends;
layout(location = 1) in uint a_kind;
out float v_across;
void main() {
  if (!takeStyle(a_kind)) { gl_Position = NOWHERE; return; }
  vec2 from = toScreen(a_ends.xy);
  vec2 to = toScreen(a_ends.zw);
  vec2 along = to - from;
  float size = length(along);
  along = size < 1e-4 ? vec2(1.0, 0.0) : along / size;
  bool isEnd = (gl_VertexID & 1) == 1;
  float side = (gl_VertexID & 2) == 0 ? -1.0 : 1.0;
  float reach = u_width * 0.5 + 0.5;
  v_across = side * reach;
  vec2 place = (isEnd ? to : from) + along * (isEnd ? 0.5 : -0.5) * u_width;
  gl_Position = toClip(place + vec2(-along.y, along.x) * v_across);
}`,
  fragment: `${FRAGMENT_HEAD}
uniform float u_width;
in float v_across;
void main() {
  paint(clamp(u_width * 0.5 + 0.5 - abs(v_across), 0.0, 1.0));
}`,
} as const;

/** Boxes, four corners each: a light fill with an outline; full where they are too thin for that; or cells. */
export const BOX_SHADERS = {
  vertex: `${VERTEX_HEAD}
uniform float u_smallest;
uniform float u_ratio;
layout(location = 0) in vec4 a_box;
layout(location = 1) in uint a_kind;
out vec2 v_place;
flat out vec2 v_half;
flat out float v_cell;

/** On the border between two pixels, so that outlines are of one width everywhere and cells have no seams. */
vec2 snapped(vec2 pixel) {
  return floor(pixel * u_ratio + 0.5) / u_ratio;
}

void main() {
  v_cell = float(a_kind >> ${CELL_OPACITY_SHIFT}u) / 255.0;
  if (!takeStyle(a_kind & ${(1 << CELL_OPACITY_SHIFT) - 1}u)) { gl_Position = NOWHERE; return; }
  vec2 low = snapped(toScreen(a_box.xy));
  vec2 high = snapped(toScreen(a_box.zw));
  v_half = max(abs(high - low), vec2(u_smallest)) * 0.5;
  vec2 corner = vec2(float(gl_VertexID & 1), float((gl_VertexID >> 1) & 1)) * 2.0 - 1.0;
  v_place = corner * v_half;
  gl_Position = toClip((low + high) * 0.5 + v_place);
}`,
  fragment: `${FRAGMENT_HEAD}
uniform float u_width;
uniform float u_fill;
in vec2 v_place;
flat in vec2 v_half;
flat in float v_cell;
void main() {
  if (v_cell > 0.0) { paint(v_cell); return; }
  vec2 inside = v_half - abs(v_place);
  bool isThin = min(v_half.x, v_half.y) <= 1.5;
  bool isEdge = min(inside.x, inside.y) < u_width;
  paint(isThin || isEdge ? 1.0 : u_fill);
}`,
} as const;

/** Fills of outlines, as triangles. */
export const FILL_SHADERS = {
  vertex: `${VERTEX_HEAD}
layout(location = 0) in vec2 a_place;
layout(location = 1) in uint a_kind;
void main() {
  if (!takeStyle(a_kind)) { gl_Position = NOWHERE; return; }
  gl_Position = toClip(toScreen(a_place));
}`,
  fragment: `${FRAGMENT_HEAD}
uniform float u_fill;
void main() {
  paint(u_fill);
}`,
} as const;

/** A picture on the screen: the four corners of its place in pixels, from the upper left. */
export const COPY_SHADERS = {
  vertex: `#version 300 es
precision highp float;
uniform vec2 u_size;
uniform vec4 u_place;
out vec2 v_at;
void main() {
  vec2 corner = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
  v_at = vec2(corner.x, 1.0 - corner.y);
  vec2 pixel = u_place.xy + corner * u_place.zw;
  gl_Position = vec4((pixel / u_size * 2.0 - 1.0) * vec2(1.0, -1.0), 0.0, 1.0);
}`,
  fragment: `#version 300 es
precision highp float;
uniform sampler2D u_picture;
in vec2 v_at;
out vec4 o_colour;
void main() {
  o_colour = texture(u_picture, v_at);
}`,
} as const;
