import type { FilterTest, Value, ValueType } from "./dashboard-data.ts"
import { compareValues, keyOf } from "./values.ts"

/** Whether a value passes, as the condition in SQL has it. `last` is not a test of a value: the warehouse marks its rows. */
export function testOf(test: FilterTest, type: ValueType): (value: Value) => boolean {
  switch (test.kind) {
    case "values": {
      const keys = new Set(test.values.map(keyOf))
      return test.not ? (value) => !keys.has(keyOf(value)) : (value) => keys.has(keyOf(value))
    }
    case "range": {
      const min = boundOf(test.min, type)
      const max = boundOf(test.max, type)
      return (value) =>
        value !== null &&
        (min === undefined || compareValues(comparable(value, type), min, type) >= 0) &&
        (max === undefined || compareValues(comparable(value, type), max, type) <= 0)
    }
    case "contains": {
      const wanted = test.text.toLowerCase()
      return (value) => value !== null && String(value).toLowerCase().includes(wanted)
    }
    case "last":
      return () => true
  }
}

function boundOf(bound: Value | undefined, type: ValueType): Value | undefined {
  return bound === undefined || bound === null ? undefined : comparable(bound, type)
}

/** `2024-03-01` is the first moment of that day. */
function comparable(value: Value, type: ValueType): Value {
  if (type !== "time") return value
  const text = String(value).replace("T", " ")
  return text.length === 10 ? `${text} 00:00:00` : text
}
