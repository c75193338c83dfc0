import { quoted, stringLiteral } from "../identifier.ts"
import { commonDecimals } from "../translation/common-decimal.ts"
import { type Engine, helperKey, macro, type Place } from "../translation/context.ts"
import { sharedNodes } from "../translation/emit-node.ts"
import { type Out, out } from "../translation/output.ts"
import type { SqlType } from "../translation/sql-type.ts"
import { emitCast, emitTyped } from "./casts.ts"
import { emitColumn } from "./columns.ts"
import { digits } from "./digits.ts"
import { aggregateEmitters } from "./functions/aggregate.ts"
import { formatEmitters } from "./functions/format.ts"
import { jsonEmitters } from "./functions/json.ts"
import { mathEmitters } from "./functions/math.ts"
import { emitExtract, momentEmitters } from "./functions/moment.ts"
import { regexpEmitters } from "./functions/regexp.ts"
import { textEmitters } from "./functions/text.ts"
import { windowEmitters } from "./functions/window.ts"
import { emitBinary, emitUnary } from "./operators.ts"
import { emitOrderItem } from "./order.ts"
import { emitLike } from "./patterns.ts"
import { emitPivot, emitUnpivot } from "./pivot.ts"
import { emitSelect } from "./select.ts"
import { typedNull, typedNulls } from "./typed-nulls.ts"
import { unnesting } from "./unnesting.ts"

/** A macro names its argument several times: a text that is computed is cut off at once. */
function emitKey(value: Out, type: SqlType, place: Place): Out {
  const { sql } = place.context
  const text = value.map((piece) => (typeof piece === "string" ? piece : sql.slice(piece.start, piece.end)))
  return type.kind === "varchar" && /[( ]/.test(text.join(""))
    ? out`rtrim(${value}, ' ')`
    : helperKey(value, type, place)
}

const decimals = commonDecimals(digits)

/** DuckDB, whose own SQL shares most of its names with Redshift's. */
export const duckDb: Engine = {
  name: "DuckDB",
  nodes: {
    ...sharedNodes,
    column: emitColumn,
    typed: emitTyped,
    case: decimals.case,
    cast: emitCast,
    unary: typedNull(emitUnary),
    binary: typedNull(emitBinary),
    like: emitLike,
    extract: emitExtract,
    order: (node, place) => emitOrderItem(node, place),
    pivot: emitPivot,
    unpivot: emitUnpivot,
  },
  select: emitSelect,
  unnesting,
  emitters: {
    ...typedNulls({
      ...textEmitters,
      ...mathEmitters,
      ...momentEmitters,
      ...formatEmitters,
      ...regexpEmitters,
    }),
    ...decimals.emitters,
    ...jsonEmitters,
    ...aggregateEmitters,
    ...windowEmitters,
  },
  quotedWords: new Set(
    `anti array asof asymmetric at collation concurrently deferrable describe fetch generated glob lambda lateral map pivot_longer
  pivot_wider positional returning semi show struct summarize symmetric tablesample try_cast unpack variadic verbose`.split(
      /\s+/,
    ),
  ),
  quote: quoted,
  literal: stringLiteral,
  key: emitKey,
  beside: (value, written, iso, place) =>
    out`${macro(place, "beside")}(${value}, ${stringLiteral(written)}, ${stringLiteral(iso)})`,
  commonRows: decimals.rows,
  comparedRows: decimals.rows,
  superValue: (value) => out`to_json(${value})`,
  lacks: new Set(["comparing rows"] as const),
  everyColumn: { value: "columns(*)", sameName: " as '\\0'" },
}
