import { type Numeric, numberText } from "../../template/exact-number.ts"
import { measuredNumber } from "../measured-number.ts"
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
      const number = measuredNumber(value)
      return number === undefined
        ? { observed: value, holds: false }
        : { observed: observedNumber(number), holds: keeps(number, bounds) }
    },
  }
}

/** A text where a double would lose digits. */
function observedNumber(value: Numeric): number | string {
  return typeof value === "number" && Math.abs(value) < 1e21 ? value : numberText(value)
}
