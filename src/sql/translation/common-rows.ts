import { areNamed, commonColumns } from "./columns.ts"
import type { Engine } from "./context.ts"
import { asDecimal, type Digits, differentFrom, isOpen, mayLose, mayMix, scaleOf } from "./digits.ts"
import { joined, type Out, out } from "./output.ts"
import { type SqlType, unknown } from "./sql-type.ts"
import { nameText } from "./walk.ts"

interface Column {
  readonly name: string
  readonly type: SqlType
  readonly pair: readonly [SqlType, SqlType]
}

/** The rows of the two parts of a set operation as values of the types that their columns have in common. */
export function commonRows(digits: Digits): NonNullable<Engine["commonRows"]> {
  const isOther = differentFrom(digits)
  const { open } = digits
  return (left, right, place, isRecursive) => {
    const [ours, theirs] = [left, right].map((each) => [...(each?.values() ?? [])])
    const columns = [...(commonColumns(left, right) ?? [])].map(
      ([name, type], index): Column => ({
        name,
        type,
        pair: [ours?.[index] ?? unknown, theirs?.[index] ?? unknown],
      }),
    )
    const values = columns.map((_, index) => `lux_value_${index + 1}`)
    const scales = columns.map(({ pair }, index) =>
      open !== undefined && !isRecursive && mayMix(pair) && mayLose(pair)
        ? `lux_scale_${index + 1}`
        : undefined,
    )
    const known = scales.filter((each) => each !== undefined)
    const named = (value: Out, { name }: Column): Out =>
      out`${value} as ${areNamed([name]) ? nameText(name, place) : '"?column?"'}`
    const asCommon = (value: Out, column: Column | undefined, side: 0 | 1): Out => {
      if (column === undefined) return value
      const { type, pair } = column
      const scale = scaleOf(pair)
      if (isOther(pair[side], type)) return asDecimal(value, type)
      const isUnsure = open !== undefined && scale > 0 && mayMix(pair) && isOpen(pair[side])
      return isUnsure ? open.room(value, scale, place) : value
    }
    const value = (each: Out, index: number) => asCommon(each, columns[index], 0)
    const part = (query: Out, side: 0 | 1): Out => {
      const given = columns.map((column, index) => asCommon([values[index] ?? ""], column, side))
      if (known.length === 0 && given.every((value, index) => value[0] === values[index])) return query
      const own = scales.flatMap((name, index): Out[] =>
        name === undefined || open === undefined
          ? []
          : [out`${open.scale(given[index] ?? [], place)} as ${name}`],
      )
      const list = [...columns.map((column, index) => named(given[index] ?? [], column)), ...own]
      return out`select ${joined(list, ", ")} from (${query}) as lux_rows (${values.join(", ")})`
    }
    if (open === undefined || known.length === 0) return { part, value }
    const whole = (rows: Out, isDistinct: boolean): Out => {
      const list = columns.map((column, index): Out => {
        const value: Out = [values[index] ?? ""]
        const scale = scales[index]
        return named(scale === undefined ? value : open.kept(value, [scale], place), column)
      })
      const names = [...values, ...known].join(", ")
      return out`select ${isDistinct ? "distinct " : ""}${joined(list, ", ")} from (${rows}) as lux_rows (${names})`
    }
    return { part, value, whole }
  }
}
