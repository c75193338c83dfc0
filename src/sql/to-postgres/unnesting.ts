import { macro, type Unnesting } from "../translation/context.ts"
import { out } from "../translation/output.ts"
import { superType } from "../translation/sql-type.ts"
import { superPath } from "./columns.ts"

export const unnesting: Unnesting = {
  element: superType,
  emit: ({ column, path, name, index, attributes }, place) => {
    const array = path.length === 0 ? column : superPath(column, path, place, "value")
    if (attributes)
      return out`${macro(place, "attributes")}(${array}) as ${name} (${name}${index === undefined ? "" : out`, ${index}`})`
    return index === undefined
      ? out`${macro(place, "elements")}(${array}) as ${name} (${name})`
      : out`${macro(place, "indexed_elements")}(${array}) as ${name} (${name}, ${index})`
  },
}
