import { z } from "zod"
import type { GeneratedFile } from "../compiled/generator.ts"
import type { SiteContext } from "./context.ts"
import type { CheckRow } from "./data.ts"
import { foundColumns } from "./nodes.ts"

/** A state of a project, as a later site compares with it. */
const stateSchema = z.object({
  schemaVersion: z.literal(1),
  project: z.string(),
  madeAt: z.string(),
  commit: z.string().optional(),
  nodes: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.string(),
      sql: z.string(),
      columns: z.array(z.tuple([z.string(), z.string()])),
      rows: z.number().optional(),
      checks: z.array(z.object({ id: z.string(), label: z.string(), status: z.string() })),
    }),
  ),
})

export type SiteState = z.infer<typeof stateSchema>

/** Where it is in the folder of a site. */
export const stateFile = "state.json"

/** Undefined for a text that is not a state. */
export function readState(text: string): SiteState | undefined {
  try {
    return stateSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

export function stateOf(context: SiteContext, checks: readonly (readonly CheckRow[])[]): SiteState {
  const { compiled, docs, shown, catalog } = context
  return {
    schemaVersion: 1,
    project: compiled.name,
    madeAt: compiled.invocation.startedAt,
    commit: docs.commit,
    nodes: shown.map((each, index) => {
      const found = foundColumns(each, context)
      const columns = each.columns.map(({ name, type }): [string, string] => [
        name,
        found.get(name.toLowerCase())?.type ?? type ?? "",
      ])
      return {
        id: each.id,
        name: each.name,
        kind: each.said.resource_type,
        sql: each.node.authored.trim(),
        columns,
        rows: each.label === undefined ? undefined : catalog?.rows.get(each.label),
        checks: (checks[index] ?? []).map(({ id, label, status }) => ({ id, label, status })),
      }
    }),
  }
}

export function stateFileOf(state: SiteState): GeneratedFile {
  return { path: `site/${stateFile}`, pieces: [Buffer.from(JSON.stringify(state))] }
}
