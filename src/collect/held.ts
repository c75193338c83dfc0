/**
 * Which records the attempts of a tick put into the lake. A record is the same one by its key; two answers may show it in two
 * forms, such as a post whose likes were counted in between. The first form that is right is the record of the tick. Every other
 * form goes to the rejects, and what was written by an earlier attempt is not written again.
 */
import { createHash } from "node:crypto"
import * as z from "zod"
import type { Gathered, RejectedRecord } from "./gathered.ts"
import { writeJson } from "./json.ts"

/** By key: the form of the record, and the forms that are among the rejects. */
const heldOfModel = z.object({
  taken: z.record(z.string(), z.string()),
  rejected: z.record(z.string(), z.array(z.string())),
})

/** By unit, then by model. */
export const heldSchema = z.record(z.string(), z.record(z.string(), heldOfModel))
export type Held = z.output<typeof heldSchema>

/** What attempts hold of one model of one unit. */
export interface Known {
  readonly taken: ReadonlyMap<string, string>
  readonly rejected: ReadonlyMap<string, ReadonlySet<string>>
}

export const otherForm = "another form of a record that is in the lake"

/** Two records of one form differ in nothing. */
export function formOf(record: unknown): string {
  const isMap = typeof record === "object" && record !== null && !Array.isArray(record)
  const text = writeJson(isMap ? Object.fromEntries(Object.entries(record).sort(byName)) : record)
  return createHash("sha256").update(text).digest("base64url").slice(0, 12)
}

/** What one attempt holds. Models of which it wrote nothing are left out. */
export function heldBy(
  units: readonly { readonly unit: string; readonly models: Readonly<Record<string, Gathered>> }[],
): Held {
  const held: Held = {}
  for (const { unit, models } of units)
    for (const [model, { taken, rejected }] of Object.entries(models)) {
      if (taken.length + rejected.length === 0) continue
      const forms = new Map<string, string[]>()
      for (const { key, form } of rejected) forms.set(key, [...(forms.get(key) ?? []), form])
      held[unit] = {
        ...held[unit],
        [model]: {
          taken: Object.fromEntries(taken.map(({ key, form }) => [key, form])),
          rejected: Object.fromEntries(forms),
        },
      }
    }
  return held
}

/** What several attempts hold of a model of a unit. */
export function knownOf(held: readonly Held[], unit: string, model: string): Known {
  const taken = new Map<string, string>()
  const rejected = new Map<string, Set<string>>()
  for (const each of held.map((attempt) => attempt[unit]?.[model])) {
    for (const [key, form] of Object.entries(each?.taken ?? {})) taken.set(key, form)
    for (const [key, forms] of Object.entries(each?.rejected ?? {}))
      rejected.set(key, new Set([...(rejected.get(key) ?? []), ...forms]))
  }
  return { taken, rejected }
}

/** What of a gathered model is not in the lake yet, and where it goes. */
export function freshOf(
  gathered: Gathered,
  { taken, rejected }: Known,
): Pick<Gathered, "taken" | "rejected"> {
  const isSetAside = ({ key, form }: { readonly key: string; readonly form: string }): boolean =>
    rejected.get(key)?.has(form) === true
  const others = gathered.taken
    .filter(({ key, form }) => taken.has(key) && taken.get(key) !== form)
    .map(({ key, form, raw }): RejectedRecord => ({ key, form, record: raw, reason: otherForm }))
  return {
    taken: gathered.taken.filter(({ key }) => !taken.has(key)),
    rejected: [...gathered.rejected, ...others].filter((each) => !isSetAside(each)),
  }
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
