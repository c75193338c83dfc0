import { quoted, stringLiteral } from "../identifier.ts"
import { commonDecimals } from "../translation/common-decimal.ts"
import { type Engine, helperKey } from "../translation/context.ts"
import { sharedNodes } from "../translation/emit-node.ts"
import { out } from "../translation/output.ts"
import { emitPivot, emitUnpivot } from "../translation/pivot.ts"
import { within } from "../translation/walk.ts"
import { emitCast, emitTyped } from "./casts.ts"
import { emitColumn } from "./columns.ts"
import { aggregateEmitters } from "./functions/aggregate.ts"
import { formatEmitters } from "./functions/format.ts"
import { jsonEmitters } from "./functions/json.ts"
import { mathEmitters } from "./functions/math.ts"
import { emitExtract, momentEmitters } from "./functions/moment.ts"
import { regexpEmitters } from "./functions/regexp.ts"
import { textEmitters } from "./functions/text.ts"
import { windowEmitters } from "./functions/window.ts"
import { emitBinary, emitNumber, emitUnary } from "./operators.ts"
import { emitLike } from "./patterns.ts"
import { emitSelect } from "./select.ts"
import { unnesting } from "./unnesting.ts"

/** A decimal keeps the digits that it came with. */
const decimals = commonDecimals({ differs: () => true })

/** Postgres: Redshift's elder, from which it took most of its grammar and went another way in its functions. */
export const postgres: Engine = {
  name: "Postgres",
  nodes: {
    ...sharedNodes,
    number: emitNumber,
    column: emitColumn,
    typed: emitTyped,
    case: decimals.case,
    cast: emitCast,
    unary: emitUnary,
    binary: emitBinary,
    like: emitLike,
    extract: emitExtract,
    order: within,
    pivot: emitPivot,
    unpivot: emitUnpivot,
  },
  select: emitSelect,
  unnesting,
  emitters: {
    ...textEmitters,
    ...mathEmitters,
    ...momentEmitters,
    ...formatEmitters,
    ...regexpEmitters,
    ...decimals.emitters,
    ...jsonEmitters,
    ...aggregateEmitters,
    ...windowEmitters,
  },
  quotedWords: new Set(
    `analyse array asymmetric collation concurrently current_catalog current_role current_schema fetch lateral localtime
    placing returning symmetric system_user tablesample variadic window`.split(/\s+/),
  ),
  quote: quoted,
  literal: stringLiteral,
  key: helperKey,
  commonRows: decimals.rows,
  superValue: (value, kind) =>
    kind === "varchar" || kind === "null" ? out`to_jsonb(cast(${value} as text))` : out`to_jsonb(${value})`,
}
