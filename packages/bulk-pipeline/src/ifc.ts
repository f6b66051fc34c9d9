export { ifcFormat } from './parse/formats/ifc/ifc-format.ts';
export type { IfcFormat } from './parse/formats/ifc/create-ifc-format.ts';
export type * from './parse/format.ts';
