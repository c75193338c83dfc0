import { LuxError, Problems } from "../errors.ts"
import type { Macro, MacroTable } from "./types.ts"

/** All macros by name. Throws LUX-1110 for every name that is defined twice, naming both places. */
export function macroTable(macros: Iterable<Macro>): MacroTable {
  const problems = new Problems()
  const table = new Map<string, Macro>()
  for (const macro of macros) {
    const other = table.get(macro.name)
    if (other === undefined) table.set(macro.name, macro)
    else
      problems.add(
        new LuxError(
          "LUX-1110",
          `the macro "${macro.name}" is defined twice: here and in ${other.place.file}`,
          {
            place: macro.place,
            hint: "Rename one of them.",
            related: [{ message: `the other "${macro.name}" is here`, place: other.place }],
          },
        ),
      )
  }
  problems.throwIfAny()
  return table
}
