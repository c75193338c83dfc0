import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { callableNames } from "./helpers.ts"
import { insteadOfName } from "./names-of-dbt.ts"
import { placeAt, type SourceFile } from "./source-file.ts"
import type { Call, Path } from "./syntax.ts"
import type { MacroTable, RenderContext } from "./types.ts"
import { describe, isObject } from "./values.ts"

/** A template's file and what can be called there. */
export interface Where {
  readonly file: SourceFile
  readonly context: Pick<RenderContext, "macros">
}

interface Range {
  readonly start: number
  readonly end: number
}

export function unknownCall(call: Call, where: Where): LuxError {
  const { macros } = where.context
  return new LuxError("LUX-1102", `unknown helper or macro "${call.name}"`, {
    place: placeIn(where, call),
    hint:
      inPackages(call.name, macros) ??
      insteadOfName(call.name) ??
      didYouMean(call.name, [...callableNames, ...macros.keys()]),
  })
}

export function valueCalled(call: Call, where: Where): LuxError {
  return new LuxError("LUX-1102", `"${call.name}" is a value and cannot be called`, {
    place: placeIn(where, call),
    hint: "Only helpers and macros take arguments or stand in parentheses.",
  })
}

/** `names`: those that could be written there, next to helpers and macros. */
export function unknownName(name: string, path: Path, names: readonly string[], where: Where): LuxError {
  const { macros } = where.context
  return new LuxError("LUX-1102", `unknown name "${name}"`, {
    place: placeIn(where, path),
    hint:
      inPackages(path.name, macros) ??
      insteadOfName(path.name) ??
      quoted(name, path, where) ??
      didYouMean(path.name, [...names, ...callableNames, ...macros.keys()]) ??
      `For a variable of the project write {{var "${name}"}}.`,
  })
}

export function unknownData(path: Path, where: Where): LuxError {
  return new LuxError("LUX-1102", `"${path.name}" is not known here`, {
    place: placeIn(where, path),
    hint: "@index, @number, @key, @first and @last stand inside {{#each}}; @root stands everywhere.",
  })
}

export function outsideOfTemplate(path: Path, where: Where): LuxError {
  return new LuxError("LUX-1102", `"${path.name}" leaves the template: there is no block that far out`, {
    place: placeIn(where, path),
  })
}

export function missingProperty(value: unknown, property: string, path: Path, where: Where): LuxError {
  const known = isObject(value) && !Array.isArray(value) ? Object.keys(value) : []
  const hint = didYouMean(property, known) ?? (known.length === 0 ? undefined : `It has ${known.join(", ")}.`)
  return new LuxError("LUX-1103", `"${path.name}": ${describe(value)} has no property "${property}"`, {
    place: placeIn(where, path),
    hint,
  })
}

/** A helper or macro whose name stands where a value is meant. */
export function notCalled(name: string, what: "helper" | "macro", path: Path, where: Where): LuxError {
  return new LuxError("LUX-1104", `"${name}" is a ${what}: its name alone is not its value`, {
    place: placeIn(where, path),
    hint: `Write (${name}) to call it.`,
  })
}

function placeIn({ file }: Where, { start, end }: Range) {
  return placeAt(file, start, end - start)
}

/** A name that stands where its text is meant: `{{ref orders}}`; and a list in brackets, which name a name here. */
function quoted(name: string, { start }: Path, { file }: Where): string | undefined {
  if (file.text[start] === "[") {
    const end = file.text.indexOf("]", start)
    const items = file.text.slice(start + 1, end < 0 ? undefined : end).replaceAll(",", " ")
    return `A list is written (list ${items.trim().replaceAll(/\s+/g, " ")}).`
  }
  const call = /\{\{~?\s*((?:ref|source|var|env|doc)\s(?:[^{}]*\s)?)$/.exec(file.text.slice(0, start))?.[1]
  return call === undefined ? undefined : `Names stand in quotes: {{${call}"${name}"}}.`
}

/** A name that several packages have means none of them by itself. */
function inPackages(name: string, macros: MacroTable): string | undefined {
  const [first, second, ...more] = [...macros.keys()].filter((key) => key.endsWith(`.${name}`))
  return first === undefined || second === undefined
    ? undefined
    : `Several packages have it: write ${[first, second, ...more].join(" or ")}.`
}
