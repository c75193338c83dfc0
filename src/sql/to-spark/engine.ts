import { conditionalEmitters } from "../translation/conditional.ts"
import type { Engine } from "../translation/context.ts"
import { sharedNodes } from "../translation/emit-node.ts"
import { emitPivot } from "../translation/pivot.ts"
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
import { emitInterval } from "./interval.ts"
import { sparkKey, sparkLiteral, sparkQuoted } from "./literal.ts"
import { checkCompared, emitBinary, emitQuantified, emitUnary } from "./operators.ts"
import { emitLike } from "./patterns.ts"
import { distinctRows, emitOrder, emitSelect } from "./select.ts"
import { unnesting } from "./unnesting.ts"
import { emitUnpivot } from "./unpivot.ts"
import { emitZone } from "./zone.ts"

/**
 * Spark SQL 3.5 for the queries of stage models, in a session with `sparkSettings`. There is no catalog to keep helper
 * functions in: what cannot be said as an expression is refused.
 */
export const spark: Engine = {
  name: "Spark",
  nodes: {
    ...sharedNodes,
    column: emitColumn,
    typed: emitTyped,
    interval: emitInterval,
    cast: emitCast,
    unary: emitUnary,
    binary: emitBinary,
    like: emitLike,
    extract: emitExtract,
    zone: emitZone,
    quantified: emitQuantified,
    order: (node, place) => emitOrder(node, place),
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
    ...conditionalEmitters,
    ...jsonEmitters,
    ...aggregateEmitters,
    ...windowEmitters,
  },
  quotedWords: new Set(
    `anti array cluster cube current_date current_timestamp current_user date day days describe distribute div escape exists
    extract fetch filter fields grouping hour hours interval lateral map minute minutes month months of overlay position
    range rlike rollup rows second seconds semi session_user sets sort struct time timestamp tablesample transform trim
    unknown values week weeks window within year years`.split(/\s+/),
  ),
  quote: sparkQuoted,
  literal: sparkLiteral,
  key: sparkKey,
  checkCompared,
  distinctRows,
  lacks: new Set(["dml", "recursion", "some names", "keys of sets", "comparing rows"] as const),
}

/**
 * What each Spark session sets in which translated SQL runs: a cast that fails is an error and not null, times without a
 * zone are of their own type, and the digits of decimals are Redshift's.
 */
export const sparkSettings = {
  "spark.sql.ansi.enabled": "true",
  "spark.sql.ansi.doubleQuotedIdentifiers": "true",
  "spark.sql.timestampType": "TIMESTAMP_NTZ",
  "spark.sql.session.timeZone": "UTC",
  // A product or sum keeps its digits behind the point and fails where they do not fit, instead of being rounded.
  "spark.sql.decimalOperations.allowPrecisionLoss": "false",
} as const satisfies Readonly<Record<string, string>>
