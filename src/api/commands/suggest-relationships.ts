import type { Compiler } from "../../compile/compiler.ts"
import { genericUseOf, isBuilt } from "../../project/resource-guards.ts"
import { referenceText, referenceTo } from "../../project/resources/references.ts"
import type { Built, Relational } from "../../project/types.ts"
import { type HasCheck, type SuggestedCheck, succession } from "../../quality/profile/suggest-checks.ts"
import type { MeasuredProfile } from "../../quality/profile/types.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { quoted } from "../../sql/identifier.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import type { Catalog, Session } from "../../warehouse/warehouse.ts"

/**
 * Columns whose values are all among those of a column of the same name that another relation of the project declares
 * unique. Asks one query for each such pair.
 */
export async function suggestRelationships(
  session: Session,
  relation: string,
  profile: MeasuredProfile,
  has: HasCheck,
  known: {
    readonly read: ReadProject
    readonly of: Relational
    readonly compiler: Compiler
    readonly catalog: Catalog
  },
): Promise<readonly SuggestedCheck[]> {
  const found: SuggestedCheck[] = []
  for (const { name } of profile.columns) {
    if (has(name, ["relationships"])) continue
    for (const { to, column } of keysNamed(known.read, known.of, name)) {
      const other = known.compiler.relationOf(to)
      if (known.catalog.get(other) === undefined) continue
      const counts = await strays(session, { relation, column: name }, { relation: String(other), column })
      if (counts === undefined || counts.strays > 0 || counts.values === 0) continue
      found.push({
        column: name,
        check: "relationships",
        arguments: { to: referenceText(referenceTo(to)), field: column },
        evidence: `all of ${counts.values.toLocaleString("en-US")} different values are in ${to.name}.${column}`,
        ...succession(counts.values, "different values"),
      })
      break
    }
  }
  return found
}

/** Columns of that name that are declared unique, of relations that are not made of this one. */
function keysNamed({ project, graph }: ReadProject, of: Relational, name: string) {
  const built = new Map(project.resources.filter(isBuilt).map((each) => [each.uniqueId, each]))
  const keys = new Map<string, { readonly to: Built; readonly column: string }>()
  for (const test of project.resources) {
    const use = genericUseOf(test)
    if (use === undefined) continue
    const { test: kind, column, attachedTo } = use
    const to = built.get(attachedTo)
    if ((kind !== "unique" && kind !== "primary_key") || to === undefined || attachedTo === of.uniqueId)
      continue
    if (column?.toLowerCase() !== name.toLowerCase() || isMadeOf(attachedTo)) continue
    keys.set(attachedTo, { to, column })
  }
  return [...keys.values()]

  function isMadeOf(id: string): boolean {
    const open = [id]
    const seen = new Set(open)
    for (let each = open.pop(); each !== undefined; each = open.pop())
      for (const before of graph.nodes.get(each)?.dependsOn ?? []) {
        if (before === of.uniqueId) return true
        if (!seen.has(before)) open.push(before)
        seen.add(before)
      }
    return false
  }
}

interface Place {
  readonly relation: string
  readonly column: string
}

/** How many different values there are, and how many of them the other column has not; undefined where types differ. */
async function strays(session: Session, here: Place, there: Place) {
  const sql = `select count(*) as checked, sum(case when there.value is null then 1 else 0 end) as strays
from (select distinct ${quoted(here.column)} as value from ${here.relation} where ${quoted(here.column)} is not null) as here
left join (select distinct ${quoted(there.column)} as value from ${there.relation}) as there on here.value = there.value`
  try {
    const [row = {}] = (await session.query(sql)).rows
    return { values: Number(row["checked"]), strays: Number(row["strays"]) }
  } catch (error) {
    if (error instanceof WarehouseError) return undefined
    throw error
  }
}
