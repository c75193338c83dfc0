import type { RelationOf } from "../compile/relations.ts"
import { isStage } from "../project/materialized.ts"
import { isReadFromOutside } from "../project/resource-guards.ts"
import type { Relational } from "../project/types.ts"
import type { Catalog } from "../warehouse/warehouse.ts"
import type { LedgerSession } from "./lake/ledger-session.ts"

/** True for what a statement of a run can read: the run builds it, or it was built before. */
export type IsThere = (resource: Relational) => boolean

/** A source is somebody else's: whether it is there the warehouse says. With `empty` no batch of a stage is read. */
export function presenceOf(options: {
  readonly catalog: Catalog
  readonly relationOf: RelationOf
  readonly lake: LedgerSession
  readonly builds: ReadonlySet<string>
  readonly empty: boolean
}): IsThere {
  const { catalog, relationOf, lake, builds, empty } = options
  return (resource) => {
    if (isReadFromOutside(resource) || builds.has(resource.uniqueId)) return true
    if (isStage(resource)) return empty || lake.batches(resource, undefined).length > 0
    return catalog.get(relationOf(resource)) !== undefined
  }
}

/** Where nothing is run, nothing has to be there. */
export const everythingIsThere: IsThere = () => true
