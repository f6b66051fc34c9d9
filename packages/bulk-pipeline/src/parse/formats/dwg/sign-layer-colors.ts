const COLOR = 62;

/**
 * Gives the colours of layers the sign that says whether they are off: LibreDWG (0.13) writes every one of them as off.
 * @param dxf text DXF. @param isOff by layer, in the order of the table; where the numbers differ, all layers are on.
 */
export function signLayerColors(dxf: Buffer, isOff: readonly boolean[]): Buffer {
  const from = Math.max(dxf.indexOf('\nTABLES\n'), dxf.indexOf('\nTABLES\r\n'));
  const to = from === -1 ? -1 : dxf.indexOf('\nENDSEC', from);
  if (to === -1) return dxf;
  const lines = dxf.toString('latin1', from + 1, to).split('\n');
  const colors: number[] = [];
  let isLayer = false;
  // Behind the name of the section, codes and values take turns.
  for (let i = 1; i + 1 < lines.length; i += 2) {
    const code = Number(lines[i]);
    if (code === 0) isLayer = lines[i + 1]?.trim() === 'LAYER';
    else if (code === COLOR && isLayer) colors.push(i + 1);
  }
  const known = colors.length === isOff.length;
  for (const [layer, at] of colors.entries()) {
    const value = lines[at] ?? '';
    const color = Math.abs(Number(value));
    lines[at] = `${known && isOff[layer] === true ? -color : color}${value.endsWith('\r') ? '\r' : ''}`;
  }
  const tables = Buffer.from(lines.join('\n'), 'latin1');
  return Buffer.concat([dxf.subarray(0, from + 1), tables, dxf.subarray(to)]);
}
