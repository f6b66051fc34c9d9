import { z } from 'zod';

import { layerRulesSchema } from './layer-rule.ts';
import { TABLE_FIELDS, type TableField } from './table-fields.ts';
import { FLOW_UNITS, LENGTH_UNITS } from './units.ts';

const MOST_COLUMNS = 1000;
const header = z.string().min(1).max(1024);
const unitNames = [...Object.keys(LENGTH_UNITS), ...Object.keys(FLOW_UNITS)];

const columnsSchema = z.record(header, z.enum(TABLE_FIELDS).nullable());
const unitsSchema = z.record(header, z.enum(unitNames));

/**
 * How the columns and layers of one drawing are to be read, before what their names say by themselves. A column that
 * is null is kept as a property; what the mapping does not name is read as without it.
 */
export const importMappingSchema = z
  .strictObject({
    columns: columnsSchema.optional(),
    units: unitsSchema.optional(),
    layers: layerRulesSchema.optional(),
  })
  .superRefine(({ columns = {}, units = {} }, context) => {
    for (const [name, record] of Object.entries({ columns, units })) {
      if (Object.keys(record).length > MOST_COLUMNS) {
        context.addIssue({ code: 'custom', path: [name], message: `more than ${MOST_COLUMNS} columns` });
      }
    }
    const taken = new Map<TableField, string>();
    for (const [column, field] of Object.entries(columns)) {
      if (field === null) continue;
      const other = taken.get(field);
      if (other === undefined) taken.set(field, column);
      else {
        const message = `the field ${field} is taken by ${JSON.stringify(other)} already`;
        context.addIssue({ code: 'custom', path: ['columns', column], message });
      }
    }
  });
export type ImportMapping = z.infer<typeof importMappingSchema>;

/** The part of a mapping that tables are read with. */
export type TableMapping = Pick<ImportMapping, 'columns' | 'units'>;
