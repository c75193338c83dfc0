import type { Outcome } from "./outcome.ts"
import type { Work, WorkloadItem } from "./workload.ts"

/** A model that is built and not yet published. */
export interface BuiltMember {
  readonly work: Work
  readonly startedAt: Date
  readonly outcome: Outcome
  readonly builtAt: Date
}

/** The models that are published together, while they wait for each other. */
export class PublishGroup {
  readonly id: string
  readonly name: string
  readonly members: string[] = []
  readonly #built = new Map<string, BuiltMember>()
  #failed: { readonly because: string | undefined } | undefined

  constructor(id: string, name: string) {
    this.id = id
    this.name = name
  }

  /** Why nothing of it is published: the id of what failed first, or that the run was stopped. */
  get failed(): { readonly because: string | undefined } | undefined {
    return this.#failed
  }

  /** Only the first reason counts. */
  fail(because: string | undefined): void {
    this.#failed ??= { because }
  }

  /** The reason is what publishing came to, whatever was before. */
  failPublishing(because: string): void {
    this.#failed = { because }
  }

  add(member: BuiltMember): void {
    this.#built.set(member.work.id, member)
  }

  /** Takes a built model out, once it has come to something. */
  take(id: string): BuiltMember | undefined {
    const member = this.#built.get(id)
    this.#built.delete(id)
    return member
  }

  /** Takes out all that are built. */
  takeAll(): readonly BuiltMember[] {
    const all = [...this.#built.values()]
    this.#built.clear()
    return all
  }
}

/** The groups of a run, by id. */
export function groupsOf(items: readonly WorkloadItem[]): ReadonlyMap<string, PublishGroup> {
  const groups = new Map<string, PublishGroup>()
  for (const { work } of items) {
    if (work.kind !== "relation" || work.together === undefined) continue
    const { id, name } = work.together
    const group = groups.get(id) ?? new PublishGroup(id, name)
    groups.set(id, group)
    group.members.push(work.id)
  }
  return groups
}
