import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import type { Helper } from "./helpers.ts"
import type { HelperCall, KnownColumn, RenderContext } from "./types.ts"
import { describe, textOf } from "./values.ts"

/** Helpers that answer from what is known of a relation's columns before anything is built. */
export const columnHelpers: Readonly<Record<string, Helper>> = {
  columns: {
    usage: 'columns (ref "model") except=(list "column")',
    fewest: 1,
    most: 1,
    named: true,
    run: (call, context) => {
      assertNamed(call, ["except"])
      return chosen(call, context).map(({ name }) => name)
    },
  },
  star: {
    usage: 'star (ref "model") except=(list "column") alias="t" prefix="" suffix=""',
    fewest: 1,
    most: 1,
    named: true,
    run: (call, context) => {
      assertNamed(call, ["except", "alias", "prefix", "suffix"])
      const alias = option(call, "alias")
      const prefix = option(call, "prefix") ?? ""
      const suffix = option(call, "suffix") ?? ""
      return chosen(call, context)
        .map(({ name, sql }) => {
          const column = alias === undefined ? sql : `${alias}.${sql}`
          return prefix === "" && suffix === ""
            ? column
            : `${column} as ${context.quote(prefix + name + suffix)}`
        })
        .join(",\n  ")
    },
  },
}

/** The relation's columns without those of `except`; LUX-1106 where that names one that it does not have. */
function chosen(call: HelperCall, context: RenderContext): readonly KnownColumn[] {
  const columns = context.columnsOf(call)
  const left = excepted(call)
  const known = new Set(columns.map(({ name }) => name.toLowerCase()))
  // Where rendering only looks for refs, no relation has columns.
  const unknown = columns.length === 0 ? undefined : left.find((name) => !known.has(name))
  if (unknown !== undefined)
    throw new LuxError(
      "LUX-1106",
      `except names "${unknown}", which is not a column of ${textOf(call.args[0])}`,
      {
        place: call.place,
        hint: didYouMean(unknown, known) ?? `Its columns: ${[...known].join(", ")}.`,
      },
    )
  return columns.filter(({ name }) => !left.includes(name.toLowerCase()))
}

function excepted(call: HelperCall): readonly string[] {
  const { except } = call.named
  if (except === undefined) return []
  const items: readonly unknown[] = Array.isArray(except) ? except : [except]
  return items.map((item) => {
    if (typeof item === "string") return item.toLowerCase()
    throw new LuxError("LUX-1106", `except takes a list of column names, not ${describe(item)}`, {
      place: call.place,
      hint: 'Write except=(list "a" "b").',
    })
  })
}

function option(call: HelperCall, name: string): string | undefined {
  const value = call.named[name]
  if (value === undefined || typeof value === "string") return value
  throw new LuxError("LUX-1106", `${name} takes a text, not ${describe(value)}`, { place: call.place })
}

function assertNamed(call: HelperCall, known: readonly string[]): void {
  for (const name of Object.keys(call.named))
    if (!known.includes(name))
      throw new LuxError("LUX-1106", `${call.name} takes no named argument "${name}"`, {
        place: call.place,
        hint: didYouMean(name, known) ?? `It takes ${known.join(", ")}.`,
      })
}
