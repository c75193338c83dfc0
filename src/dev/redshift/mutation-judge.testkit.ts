/** What must hold after a build of a project that was changed: all that does not is reported. */
import { isDeepStrictEqual } from "node:util"
import type { LuxError } from "../../errors.ts"
import type { NodeResult } from "../../run/results.ts"
import type { Mutated } from "./mutated-world.testkit.ts"

/** Everything in the schema, by name. */
export type State = ReadonlyMap<string, Thing>

export interface Thing {
  readonly kind: string
  readonly columns: readonly string[]
  /** Undefined where it cannot be read. */
  readonly rows: readonly Readonly<Record<string, unknown>>[] | undefined
}

export interface Outcome {
  readonly summary: string
  readonly nodes: ReadonlyMap<string, NodeResult>
  /** Why nothing was run. */
  readonly refused?: readonly LuxError[]
}

export interface Judged {
  readonly mutated: Mutated
  /** False after `run`, which asks no checks. */
  readonly isChecked: boolean
  readonly outcome: Outcome
  readonly before: State
  readonly after: State
  /** False where a view may read what is gone. */
  readonly bindsViews: boolean
}

export function wrongAfter(judged: Judged): readonly string[] {
  const { outcome, mutated, before, after } = judged
  const missing = [...mutated.theirs].flatMap(([name, { kind }]) => {
    const [was, is] = [before.get(name), after.get(name)]
    if (is?.kind !== kind) return [`${kind} ${name}, which lux did not make, is ${is?.kind ?? "gone"}`]
    return kind === "table" && was !== undefined && !isDeepStrictEqual(was.rows, is.rows)
      ? [`${name}, which lux did not make, has other rows`]
      : []
  })
  const nodes = [...outcome.nodes].flatMap(([name, node]) => wrongNode(name, node, judged))
  return [...missing, ...nodes, ...wrongRefusal(judged), ...wrongLeftovers(judged), ...unreadable(judged)]
}

function wrongNode(name: string, node: NodeResult, judged: Judged): readonly string[] {
  const { mutated, before, after, outcome, isChecked } = judged
  const [was, is] = [before.get(name), after.get(name)]
  switch (node.status) {
    case "ok":
    case "warn": {
      if (name === "a") {
        if (mutated.isBad && isChecked) return ["a is ok, and its check must fail"]
        const due = { ...mutated.row, id: mutated.isBad ? null : 1 }
        const rows = (is?.rows ?? []).map(plain)
        // An incremental model keeps rows of other keys.
        const own = mutated.kind === "incremental" ? rows.filter(({ id }) => id === due.id) : rows
        return isDeepStrictEqual(own, [due])
          ? []
          : [`a is ok and holds ${JSON.stringify(is?.rows)}, not ${JSON.stringify(due)}`]
      }
      const read = after.get(name === "r" ? "a" : "r")?.rows
      const due = name === "r" ? read : read?.map(({ id }) => ({ id }))
      return isDeepStrictEqual(is?.rows, due)
        ? []
        : [`${name} is ok and holds ${JSON.stringify(is?.rows)}, not ${JSON.stringify(due)}`]
    }
    case "rejected":
      return [
        ...(mutated.isBad && name === "a" ? [] : [`${name} was rejected: ${node.message}`]),
        ...unchanged(name, was, is),
      ]
    case "error":
      return [...unnamed(name, node, judged), ...unchanged(name, was, is)]
    case "skipped": {
      const others = [...outcome.nodes.values()]
      const isDue = others.some(({ status }) => status === "error" || status === "rejected")
      return [
        ...(isDue ? [] : [`${name} was skipped because of nothing: ${node.message}`]),
        ...(was !== undefined && is === undefined ? [`${name} was skipped and is gone`] : []),
      ]
    }
    default:
      return [`${name} is ${node.status}: ${node.message}`]
  }
}

/** A view shows what it reads, which may be another by now. */
function unchanged(name: string, was: Thing | undefined, is: Thing | undefined): readonly string[] {
  if (was?.kind !== is?.kind) return [`${name} was not published and is ${is?.kind}, before ${was?.kind}`]
  return was?.kind === "table" && !isDeepStrictEqual(was.rows, is?.rows)
    ? [`${name} was not published and holds ${JSON.stringify(is?.rows)}`]
    : []
}

/** The reason names what is in the way. */
function unnamed(name: string, { error }: NodeResult, { mutated }: Judged): readonly string[] {
  if (error === undefined) return [`${name} failed without an error`]
  const culprits = [...mutated.theirs.keys(), "r", "r2"]
  const isNamed = culprits.some((each) => new RegExp(`\\b${each}\\b`).test(error.message))
  const isColumn =
    mutated.kind === "incremental" && /^LUX-21[03]/.test(error.code) && /"[mwxy]"/.test(error.message)
  return (/^LUX-214[023]$/.test(error.code) && isNamed) || isColumn
    ? []
    : [`${name} was refused, and no culprit is named: ${error.code} ${error.message}`]
}

function wrongRefusal({ outcome, mutated, before, after }: Judged): readonly string[] {
  const { refused } = outcome
  const { intruder } = mutated
  if (refused === undefined) return intruder === undefined ? [] : [`the model ${intruder} was not refused`]
  const isNamed = refused.every(
    ({ code, message }) => code === "LUX-1224" && intruder !== undefined && message.includes(intruder),
  )
  return [
    ...(isNamed ? [] : [`refused: ${refused.map(({ code, message }) => `${code} ${message}`).join("; ")}`]),
    ...(isDeepStrictEqual(before, after) ? [] : ["something changed, and all was refused"]),
  ]
}

/** What lux makes next to a relation is gone when it is done; a rejected version stays until a good one comes. */
function wrongLeftovers({ outcome, mutated, after }: Judged): readonly string[] {
  const { theirs } = mutated
  const candidates = [...after.keys()].filter((name) => name.endsWith("__lux_candidate") && !theirs.has(name))
  const rejected = [...outcome.nodes].flatMap(([name, { status }]) => {
    const kept = `${name}__rejected`
    const isRead = [...theirs.values()].some(({ reads }) => reads === kept)
    const stays = after.has(kept) && !theirs.has(kept) && !isRead
    return status === "ok" && stays ? [kept] : []
  })
  return outcome.refused === undefined ? [...candidates, ...rejected].map((name) => `${name} is left`) : []
}

function unreadable({ bindsViews, after }: Judged): readonly string[] {
  if (!bindsViews) return []
  return [...after].flatMap(([name, { rows }]) => (rows === undefined ? [`${name} cannot be read`] : []))
}

function plain(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { ...row }
}
