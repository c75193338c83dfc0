import type { IntervalLiteral } from "../ast.ts"
import { type Place, refuse } from "../translation/context.ts"
import { intervalIn } from "../translation/interval-text.ts"
import { copied, type Out } from "../translation/output.ts"

export function emitInterval(node: IntervalLiteral, place: Place): Out {
  const text = intervalIn(node.value, node.unit)
  if (text !== undefined) return [intervalText(text)]
  refuse(place, node, "this interval", "Write numbers with full units, as in interval '1 day 2 hours'.")
  return copied(node)
}

/** Spark's literals do not mix months with days: a function makes the interval. */
export function intervalText(text: string): string {
  const amounts = new Map(
    [...text.matchAll(/(-?\d+) (\w+)/g)].map(([, amount = "0", unit = ""]) => [unit, amount]),
  )
  const amount = (unit: string) => amounts.get(unit) ?? "0"
  const micros = amounts.get("microseconds")
  const seconds = micros === undefined ? amount("seconds") : `cast(${micros} / 1000000.0 as decimal(18, 6))`
  return `make_interval(0, ${amount("months")}, 0, ${amount("days")}, 0, 0, ${seconds})`
}
