export { dxfFormat } from './parse/formats/dxf/dxf-format.ts';
export type * from './parse/format.ts';
