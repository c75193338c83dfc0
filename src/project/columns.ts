import { describe } from "./docs-blocks.ts"
import type { Loading } from "./loading.ts"
import type { ColumnProperties } from "./properties-file.ts"
import type { Column } from "./types.ts"
import type { YamlDocument, YamlPath } from "./yaml-document.ts"

/** The described columns of a node whose properties stand at `path`. */
export function columnsOf(
  columns: readonly ColumnProperties[],
  document: YamlDocument,
  path: YamlPath,
  loading: Loading,
): readonly Column[] {
  return columns.map((column, index) => {
    const at = [...path, "columns", index]
    return {
      name: column.name,
      description: describe(
        column.description,
        loading.docs,
        () => document.placeOf([...at, "description"]),
        loading.problems,
      ),
      dataType: column.data_type,
      tags: [...column.tags, ...(column.config?.tags ?? [])],
      meta: { ...column.meta, ...column.config?.meta },
      quote: column.quote,
      // Found when it is asked for: most columns never have a problem.
      get place() {
        return document.placeOf([...at, "name"])
      },
    }
  })
}
