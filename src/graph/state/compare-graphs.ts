import { LuxError, type Place } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { changedParts, changesOf, type StateChange } from "./compare-nodes.ts"
import type { LuxGraph } from "./lux-graph.ts"

/** How the nodes of a graph differ from an earlier one. */
export interface StateComparison {
  /** Unique ids that `state:modified` and its like mean. Throws LUX-1213 for what is none of these. */
  selectedBy(value: string, place: Place | undefined): ReadonlySet<string>
  /** Undefined for a new node; empty for one that is not modified. */
  changes(id: string): readonly StateChange[] | undefined
}

export function compareGraphs(before: LuxGraph, now: LuxGraph): StateComparison {
  const known = new Map<string, readonly StateChange[] | undefined>()
  const changes = (id: string): readonly StateChange[] | undefined => {
    if (known.has(id)) return known.get(id)
    const [old, current] = [own(before.nodes, id), own(now.nodes, id)]
    const found =
      old === undefined || current === undefined ? undefined : changesOf(old, current, before, now)
    known.set(id, found)
    return found
  }
  const isNew = (id: string): boolean => own(before.nodes, id) === undefined
  const tests: Readonly<Record<string, (id: string) => boolean>> = {
    new: isNew,
    old: (id) => !isNew(id),
    modified: (id) => changes(id)?.length !== 0,
    unmodified: (id) => changes(id)?.length === 0,
    ...Object.fromEntries(
      changedParts.map((part) => [
        `modified.${part}`,
        (id: string) => changes(id)?.some((change) => change.part === part) ?? true,
      ]),
    ),
  }
  return {
    changes,
    selectedBy(value, place) {
      const test = own(tests, value)
      if (test === undefined)
        throw new LuxError("LUX-1213", `"state:${value}": state does not take "${value}"`, {
          place,
          hint: didYouMean(value, Object.keys(tests)) ?? `It takes ${Object.keys(tests).join(", ")}.`,
        })
      return new Set(Object.keys(now.nodes).filter(test))
    },
  }
}

function own<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
