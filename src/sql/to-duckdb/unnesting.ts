import { stringLiteral } from "../identifier.ts"
import type { Unnesting } from "../translation/context.ts"
import { out } from "../translation/output.ts"
import { jsonPath } from "./columns.ts"

export const unnesting: Unnesting = {
  element: undefined,
  emit: ({ column, path, name, index }, place) => {
    const array = out`cast(${column} -> ${stringLiteral(jsonPath(path, place))} as json[])`
    return index === undefined
      ? out`unnest(${array}) as ${name}(${name})`
      : out`(select unnest(elements) as ${name}, generate_subscripts(elements, 1) - 1 as ${index} from (select ${array} as elements)) as ${name}`
  },
}
