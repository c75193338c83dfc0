import { stringLiteral } from "../identifier.ts"
import { macro, type Unnesting } from "../translation/context.ts"
import { out } from "../translation/output.ts"
import { jsonPath } from "./columns.ts"

export const unnesting: Unnesting = {
  element: undefined,
  emit: ({ column, path, name, index, attributes }, place) => {
    if (attributes) {
      const object = out`${macro(place, "attributes")}(${column} -> ${stringLiteral(jsonPath(path, place))})`
      return out`(select pair.value as ${name}${index === undefined ? "" : out`, pair.name as ${index}`} from (select unnest(${object}) as pair)) as ${name}`
    }
    const array = out`cast(${column} -> ${stringLiteral(jsonPath(path, place))} as json[])`
    return index === undefined
      ? out`unnest(${array}) as ${name}(${name})`
      : out`(select unnest(elements) as ${name}, generate_subscripts(elements, 1) - 1 as ${index} from (select ${array} as elements)) as ${name}`
  },
}
