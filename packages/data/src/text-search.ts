/**
 * SQL of a full-text query: the words of the parameter, the last one as a prefix, so that it finds while one types.
 * A parameter without words finds nothing.
 * @param parameter for instance `$3`
 */
export function textQuery(parameter: string): string {
  const words = `websearch_to_tsquery('simple', ${parameter})::text`;
  return `CASE WHEN ${words} = '' THEN ''::tsquery ELSE (${words} || ':*')::tsquery END`;
}
