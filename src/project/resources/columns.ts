import { LuxError } from "../../errors.ts"
import type { Loading } from "../loading.ts"
import { columnSemantics } from "../metrics/read-metrics.ts"
import type { Column } from "../types.ts"
import type { ColumnProperties } from "../yaml/properties-file.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import { constraintsOf } from "./constraints.ts"
import { describedBy } from "./properties-entries.ts"
import type { PlacedColumn } from "./versions.ts"

/** The described columns of a node whose properties stand at `path`. Where one is described twice the last counts (LUX-1432). */
export function columnsOf(
  columns: readonly ColumnProperties[],
  document: YamlDocument,
  path: YamlPath,
  loading: Loading,
): readonly Column[] {
  return placedColumns(
    columns.map((properties, index) => ({ properties, path: [...path, "columns", index] })),
    document,
    loading,
  )
}

/** Described columns, wherever in the document they stand. */
export function placedColumns(
  columns: readonly PlacedColumn[],
  document: YamlDocument,
  loading: Loading,
): readonly Column[] {
  const seen = new Map<string, Column>()
  const described = columns.map(({ properties, path: at }) => {
    const column: Column = {
      name: properties.name,
      ...describedBy({ document, path: at, properties }, loading),
      dataType: properties.data_type,
      tags: [...properties.tags, ...(properties.config?.tags ?? [])],
      meta: { ...properties.meta, ...properties.config?.meta },
      quote: properties.quote,
      constraints: constraintsOf(
        properties.constraints,
        document,
        [...at, "constraints"],
        properties.name,
        loading,
      ),
      semantics: columnSemantics(properties, document, at),
      place: new YamlPlace(document, [...at, "name"]),
    }
    const other = seen.get(column.name)
    if (other !== undefined)
      loading.warnings.push(
        new LuxError("LUX-1432", `column "${column.name}" is described twice`, {
          place: column.place,
          hint: "The last description counts; the tests of both run. Put them together.",
          related: [{ message: "the other one", place: other.place }],
        }),
      )
    seen.set(column.name, column)
    return column
  })
  return described.filter((column) => seen.get(column.name) === column)
}
