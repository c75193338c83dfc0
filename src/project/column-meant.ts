/**
 * The column that a project means by a name: the one that is written exactly so, else the only one that differs in case
 * alone. Undefined where there is none, or where several differ in case alone.
 */
export function columnMeant<Column extends { readonly name: string }>(
  name: string,
  columns: readonly Column[],
): Column | undefined {
  const exact = columns.find((column) => column.name === name)
  if (exact !== undefined) return exact
  const alike = columns.filter((column) => column.name.toLowerCase() === name.toLowerCase())
  return alike.length === 1 ? alike[0] : undefined
}
