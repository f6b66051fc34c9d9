const START = /^\x1E?\s*\{/;
const TYPE = /^"type"\s*:\s*"Feature(?:Collection)?"/;
const CONTENT = /^"(?:coordinates|geometries|features)"\s*:\s*\[/;
const GEOMETRY =
  /^"geometry"\s*:\s*\{\s*"type"\s*:\s*"(?:Multi)?(?:Point|LineString|Polygon|GeometryCollection)"/;
/** Longest text that one of the patterns needs. */
const LOOK_AHEAD = 200;

/**
 * True for a text whose first object is a FeatureCollection, a Feature or a geometry. Only its own members count: a
 * segment may have such words deeper down. A separator (RFC 8142) may stand in front.
 */
export function isGeoJson(text: string): boolean {
  const start = START.exec(text);
  if (start === null) return false;
  let depth = 1;
  for (let at = start[0].length; at < text.length && depth > 0; at += 1) {
    const char = text[at];
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === '"') {
      if (depth === 1 && isTelling(text.slice(at, at + LOOK_AHEAD))) return true;
      at = endOfString(text, at);
    }
  }
  return false;
}

function isTelling(member: string): boolean {
  return TYPE.test(member) || CONTENT.test(member) || GEOMETRY.test(member);
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
