import { conditionalEmitters } from "../translation/conditional.ts"
import type { Engine } from "../translation/context.ts"
import { emitNode } from "./emit.ts"
import { emitFrom } from "./from.ts"
import { aggregateEmitters } from "./functions/aggregate.ts"
import { formatEmitters } from "./functions/format.ts"
import { jsonEmitters } from "./functions/json.ts"
import { mathEmitters } from "./functions/math.ts"
import { momentEmitters } from "./functions/moment.ts"
import { regexpEmitters } from "./functions/regexp.ts"
import { textEmitters } from "./functions/text.ts"
import { windowEmitters } from "./functions/window.ts"
import { emitSelect } from "./select.ts"

/** Postgres: Redshift's elder, from which it took most of its grammar and went another way in its functions. */
export const postgres: Engine = {
  name: "Postgres",
  emit: emitNode,
  select: emitSelect,
  from: emitFrom,
  emitters: {
    ...textEmitters,
    ...mathEmitters,
    ...momentEmitters,
    ...formatEmitters,
    ...regexpEmitters,
    ...conditionalEmitters,
    ...jsonEmitters,
    ...aggregateEmitters,
    ...windowEmitters,
  },
  quotedWords: new Set(
    `analyse array asymmetric collation concurrently current_catalog current_role current_schema fetch lateral localtime
    placing returning symmetric system_user tablesample variadic window`.split(/\s+/),
  ),
}
