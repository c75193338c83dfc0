import type { Dropped, JanitorFindings, StaleBatch, StaleRelation } from "../api/types.ts"
import type { Colors } from "./colors.ts"
import { bytesText } from "./cost-lines.ts"
import { printable } from "./printable.ts"
import { tableLines } from "./table.ts"

/** What the janitor found, for people: what goes, and what stays and why. */
export function foundLines(found: JanitorFindings, isDropping: boolean, colors: Colors): readonly string[] {
  const { target, relations, others, batches, records } = found
  const going = [...relations, ...batches].filter(({ kept }) => kept === null).length
  const lines = [...relationLines(found, colors), ...batchLines(batches, colors)]
  return [
    `${colors.bold(`target ${target}`)}: ${going === 0 ? "nothing to drop" : `${going} to drop`}`,
    ...(lines.length === 0 ? [] : ["", ...lines]),
    ...(records === 0 ? [] : ["", `${counted(records, "row")} of lux's own tables that no relation needs`]),
    ...(others.length === 0
      ? []
      : [
          "",
          `${counted(others.length, "relation")} of these schemas that lux did not make for this target: they stay`,
        ]),
    ...(isDropping || going + records === 0 ? [] : ["", "Nothing was dropped. lux janitor --drop drops it."]),
  ]
}

/** What became of one. */
export function droppedLine({ name, error }: Dropped, colors: Colors): string {
  if (error === null) return `${colors.green("dropped")} ${printable(name)}`
  return `${colors.red("stays")} ${printable(name)}: ${printable(error)}`
}

function relationLines({ at, relations }: JanitorFindings, colors: Colors): readonly string[] {
  const rows = relations.map((each) => ({
    relation: each.relation,
    is: isText(each),
    age: each.madeAt === null ? "" : age(each.madeAt, at),
    size: each.bytes === null ? "" : bytesText(each.bytes),
    "last read": each.readAt === null ? "" : each.readAt.slice(0, 16),
    drop: each.kept === null ? "yes" : `no: ${each.kept}`,
  }))
  return rows.length === 0 ? [] : table(rows, colors)
}

function batchLines(batches: readonly StaleBatch[], colors: Colors): readonly string[] {
  const rows = batches.map((each) => ({
    stage: each.stage,
    batch: each.batch,
    size: each.bytes === null ? "gone" : bytesText(each.bytes),
    staged: each.stagedAt.slice(0, 16),
    drop: each.kept === null ? "yes" : `no: ${each.kept}`,
  }))
  return rows.length === 0 ? [] : ["", ...table(rows, colors)]
}

function isText({ what, kind, node }: StaleRelation): string {
  if (what === "relation") return node?.startsWith("snapshot.") === true ? "snapshot" : kind
  return { rejected: "rejected version", candidate: "left by a run", failures: "failing rows" }[what]
}

function age(from: string, to: string): string {
  const time = (text: string): number => Date.parse(`${text.replace(" ", "T")}Z`)
  const hours = Math.max(0, Math.floor((time(to) - time(from)) / 3_600_000))
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`
}

function table(rows: readonly Readonly<Record<string, string>>[], colors: Colors): readonly string[] {
  const names = Object.keys(rows[0] ?? {}).map((name) => ({ name }))
  return [...tableLines(names, rows, { colors, cellWidth: 100 })]
}
