import { createHash } from "node:crypto"
import type { Compiler } from "../../compile/compiler.ts"
import { isBuilt } from "../../project/resource-guards.ts"
import type { Built, Project } from "../../project/types.ts"
import type { Relation } from "../../sql/relation.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"

type Index = Built["config"]["indexes"][number]

interface Around {
  readonly project: Project
  readonly compiler: Pick<Compiler, "relationOf">
  readonly statements: WarehouseStatements
}

/** What makes the indexes of a table, where the warehouse has any. */
export function indexStatements(
  resource: Built,
  { project, compiler, statements }: Around,
): readonly string[] {
  const { indexes } = resource.config
  if (indexes.length === 0) return []
  const relation = compiler.relationOf(resource)
  const shared = sharedNames(project, compiler)
  return indexes.flatMap((index) => {
    const name = nameOf(relation, index)
    const own = shared.has(keyOf(relation, name)) ? nameOf(relation, index, digestOf(relation, index)) : name
    return statements.createIndex(relation, { ...index, name: own }) ?? []
  })
}

const found = new WeakMap<Project, ReadonlySet<string>>()

/**
 * Names that several indexes of a schema would have, such as those of `a(b_c)` and `a_b(c)`: all of them get longer ones. A
 * warehouse leaves out an index whose name is taken.
 */
function sharedNames(project: Project, compiler: Pick<Compiler, "relationOf">): ReadonlySet<string> {
  const known = found.get(project)
  if (known !== undefined) return known
  const owners = new Map<string, string>()
  const shared = new Set<string>()
  for (const resource of project.resources) {
    if (!isBuilt(resource)) continue
    for (const index of resource.config.indexes) {
      const relation = compiler.relationOf(resource)
      const key = keyOf(relation, nameOf(relation, index))
      const digest = digestOf(relation, index)
      if ((owners.get(key) ?? digest) !== digest) shared.add(key)
      owners.set(key, digest)
    }
  }
  found.set(project, shared)
  return shared
}

/** A unique index has a name of its own: where it becomes unique, the plain one of its columns does not count as it. */
function nameOf({ name }: Relation, { columns, unique }: Index, more?: string): string {
  return [name, ...columns, ...(more === undefined ? [] : [more]), unique ? "key" : "idx"].join("_")
}

function keyOf({ schema = "" }: Relation, name: string): string {
  return JSON.stringify([schema, name]).toLowerCase()
}

function digestOf({ label }: Relation, { columns, unique }: Index): string {
  const text = JSON.stringify([label.toLowerCase(), columns, unique])
  return createHash("sha256").update(text).digest("hex").slice(0, 8)
}
