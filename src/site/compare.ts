import type { ComparisonData, NodeChange } from "./data.ts"
import { lineDiff } from "./line-diff.ts"
import type { SiteState } from "./state.ts"

type NodeState = SiteState["nodes"][number]

/** What is different in `after`, in its order; what is gone is last. */
export function compareStates(before: SiteState, after: SiteState): ComparisonData {
  const old = new Map(before.nodes.map((node) => [node.id, node]))
  const now = new Set(after.nodes.map(({ id }) => id))
  const there = after.nodes.flatMap((node) => changeOf(old.get(node.id), node) ?? [])
  const gone = before.nodes
    .filter(({ id }) => !now.has(id))
    .flatMap((node) => changeOf(node, undefined) ?? [])
  return { before: headOf(before), after: headOf(after), changes: [...there, ...gone] }
}

function headOf({ madeAt, commit }: SiteState): ComparisonData["before"] {
  return { madeAt, commit }
}

function changeOf(before: NodeState | undefined, after: NodeState | undefined): NodeChange | undefined {
  const node = after ?? before
  if (node === undefined) return undefined
  const change: NodeChange = {
    id: node.id,
    name: node.name,
    kind: node.kind,
    change: before === undefined ? "added" : after === undefined ? "removed" : "changed",
    columns: columnChanges(before?.columns ?? [], after?.columns ?? []),
    sql: before?.sql === after?.sql ? [] : lineDiff(before?.sql ?? "", after?.sql ?? ""),
    rows: rowChange(before, after),
    checks: checkChanges(before?.checks ?? [], after?.checks ?? []),
  }
  const isSame =
    change.change === "changed" &&
    change.columns.length + change.sql.length + change.checks.length === 0 &&
    change.rows === undefined
  return isSame ? undefined : change
}

function columnChanges(before: NodeState["columns"], after: NodeState["columns"]): NodeChange["columns"] {
  const old = new Map(before)
  const now = new Map(after)
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((name): NodeChange["columns"] => {
    const [was, is] = [old.get(name), now.get(name)]
    if (was === is) return []
    const change = was === undefined ? "added" : is === undefined ? "removed" : "changed"
    return [{ name, change, before: was, after: is }]
  })
}

/** Where both are known: a count that one of them could not take is not a change. */
function rowChange(before: NodeState | undefined, after: NodeState | undefined): NodeChange["rows"] {
  const known = before?.rows !== undefined && after?.rows !== undefined
  return known && before.rows !== after.rows ? { before: before.rows, after: after.rows } : undefined
}

function checkChanges(before: NodeState["checks"], after: NodeState["checks"]): NodeChange["checks"] {
  const old = new Map(before.map((check) => [check.id, check]))
  const now = new Map(after.map((check) => [check.id, check]))
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((id): NodeChange["checks"] => {
    const [was, is] = [old.get(id), now.get(id)]
    if (was?.status === is?.status) return []
    return [{ label: (is ?? was)?.label ?? id, before: was?.status, after: is?.status }]
  })
}
