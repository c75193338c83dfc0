import type { Measure } from "../question.ts"
import { type Bounds, boundsText, keeps } from "./arguments.ts"
import type { CheckUse, Posed } from "./check-kind.ts"

export type MeasureArgs = Bounds

/** A measure that keeps bounds. Of nothing, such as the mean of no rows, there is nothing to judge. */
export function measured({ scope }: CheckUse, measure: Measure, bounds: Bounds): Posed {
  return {
    question: { kind: "measures", scope, measures: [measure] },
    failingRows: undefined,
    expected: boundsText(bounds),
    judge: ([value = null]) => {
      if (value === null) return { observed: null, holds: null }
      const number = Number(value)
      return { observed: Number.isNaN(number) ? value : number, holds: keeps(number, bounds) }
    },
  }
}
