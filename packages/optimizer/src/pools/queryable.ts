/** What a statement answers; rows are plain objects. */
export interface Rows<Row> {
  rows: Row[];
  rowCount: number | null;
}

/**
 * Runs one statement, prepared once per connection where it has a `name`: a name stands for one text, always.
 * `Row` is what the caller knows its rows to be.
 */
export interface Queryable {
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    name?: string,
  ): Promise<Rows<Row>>;
}
