import { conditionalEmitters } from "../translation/conditional.ts"
import type { Engine } from "../translation/context.ts"
import { emitNode } from "./emit.ts"
import { emitFrom } from "./from.ts"
import { aggregateEmitters } from "./functions/aggregate.ts"
import { datetimeEmitters } from "./functions/datetime.ts"
import { formatEmitters } from "./functions/format.ts"
import { jsonEmitters } from "./functions/json.ts"
import { mathEmitters } from "./functions/math.ts"
import { regexpEmitters } from "./functions/regexp.ts"
import { stringEmitters } from "./functions/string.ts"
import { windowEmitters } from "./functions/window.ts"
import { emitSelect } from "./select.ts"

/** DuckDB, whose own SQL shares most of its names with Redshift's. */
export const duckDb: Engine = {
  name: "DuckDB",
  emit: emitNode,
  select: emitSelect,
  from: emitFrom,
  emitters: {
    ...stringEmitters,
    ...mathEmitters,
    ...datetimeEmitters,
    ...formatEmitters,
    ...regexpEmitters,
    ...conditionalEmitters,
    ...jsonEmitters,
    ...aggregateEmitters,
    ...windowEmitters,
  },
  quotedWords: new Set(
    `anti asof concurrently describe fetch generated glob lambda map pivot_longer pivot_wider positional returning semi show
  struct summarize tablesample try_cast unpack variadic verbose`.split(/\s+/),
  ),
}
