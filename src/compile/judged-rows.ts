import { LuxError } from "../errors.ts"
import type { Model } from "../project/types.ts"
import { alone } from "../sql/one-query.ts"
import { SqlRefusal, SqlRefusals, translate } from "../sql/translate.ts"
import { withColumns } from "../sql/with-columns.ts"
import type { ColumnTypes } from "./column-types.ts"
import type { JudgedRows } from "./compiled.ts"
import type { Dialects } from "./to-executable.ts"

/** A model's rendered query whose rows say which condition is true of them first, as the engine takes it. */
export function judgedRows(
  model: Model,
  authored: string,
  { added, types, conditions }: JudgedRows,
  dialects: Dialects,
  columnTypes: ColumnTypes,
): string {
  const cases = conditions.map((condition, index) => `    when (\n${condition}\n) then ${index}`)
  const own = withColumns(alone(authored, dialects.from, "query"), dialects.from, added)
  const sql = `select *, case\n${cases.join("\n")}\n  end as lux_rule\nfrom (\n${own}\n) as lux_rows`
  const { columnTypes: typesOf, someTypes } = columnTypes.options
  try {
    return translate(sql, {
      ...dialects,
      someTypes,
      columnTypes: (relation) => {
        const found = typesOf?.(relation)
        return found && { ...found, ...types }
      },
    }).sql
  } catch (error) {
    const refusal = error instanceof SqlRefusals ? error.refusals[0] : error
    if (!(refusal instanceof SqlRefusal)) throw error
    throw new LuxError(refusal.code, `${refusal.message} in the rules for records of "${model.name}"`, {
      place: model.place,
      hint: refusal.hint,
      cause: refusal,
    })
  }
}
