/** The records of one unit, each validated once, and what a run says of them. */
import type { Write } from "../project/collectors/declaration.ts"
import { modelOf } from "../project/collectors/paths.ts"
import type { Got } from "./collector.ts"
import type { FailureDetails } from "./failure.ts"
import { formOf, otherForm } from "./held.ts"
import { keyOf, validateRecord } from "./validate-record.ts"

export interface TakenRecord {
  readonly key: string
  /** Of the record as it is written. */
  readonly form: string
  readonly record: Readonly<Record<string, unknown>>
  /** As the service answered it. */
  readonly raw: unknown
  readonly missing: readonly string[]
  readonly defaults: readonly string[]
  readonly anomalies: readonly (readonly [kind: string, field: string])[]
}

export interface RejectedRecord {
  readonly key: string
  readonly form: string
  readonly record: unknown
  readonly reason: string
}

/** What one unit gave of one model. */
export interface Gathered {
  readonly taken: readonly TakenRecord[]
  readonly rejected: readonly RejectedRecord[]
  /** Records that came more than once. */
  readonly repeated: number
  /** What the function noted itself. */
  readonly anomalies: readonly (readonly [kind: string, field: string])[]
}

export interface GatheredUnit {
  readonly unit: string
  /** undefined: the unit is got whole. */
  readonly failure: FailureDetails | undefined
  /** By model. */
  readonly models: Readonly<Record<string, Gathered>>
}

export interface Gathering {
  /** Takes records of a model as the service answered them. */
  add(got: Got): void
  done(failure: FailureDetails | undefined): GatheredUnit
}

/** Gathers what a unit gives. A record that comes twice is taken once, as it came last; other forms of it are set aside. */
export function gathering(unit: string, writes: readonly Write[]): Gathering {
  const models = new Map(
    writes.map((write) => [
      modelOf(write),
      {
        write,
        taken: new Map<string, TakenRecord>(),
        rejected: new Map<string, Map<string, RejectedRecord>>(),
        repeated: 0,
        anomalies: [] as (readonly [kind: string, field: string])[],
      },
    ]),
  )
  return {
    add({ model, records, anomalies = [] }) {
      const found = models.get(model)
      if (found === undefined) throw new Error(`the declaration does not have the model "${model}"`)
      const { write, taken, rejected } = found
      const setAside = (each: RejectedRecord): void => {
        const forms = rejected.get(each.key) ?? new Map<string, RejectedRecord>()
        rejected.set(each.key, forms.set(each.form, each))
      }
      found.anomalies.push(...anomalies)
      for (const raw of records) {
        const key = keyOf(raw, write) ?? `form:${formOf(raw)}`
        const before = taken.get(key)
        if (before !== undefined || rejected.has(key)) found.repeated++
        const validated = validateRecord(raw, write)
        if ("reason" in validated) {
          setAside({ key, form: formOf(raw), record: raw, reason: validated.reason })
          continue
        }
        const form = formOf(validated.record)
        if (before !== undefined && before.form !== form)
          setAside({ key, form: before.form, record: before.raw, reason: otherForm })
        rejected.get(key)?.delete(form)
        taken.set(key, { key, form, raw, ...validated })
      }
    },
    done: (failure) => ({
      unit,
      failure,
      models: Object.fromEntries(
        [...models].map(([model, { taken, rejected, repeated, anomalies }]) => [
          model,
          {
            taken: [...taken.values()],
            rejected: [...rejected.values()].flatMap((forms) => [...forms.values()]),
            repeated,
            anomalies,
          },
        ]),
      ),
    }),
  }
}

/** How many records a unit gave. */
export function sizeOf({ models }: GatheredUnit): number {
  return Object.values(models).reduce((sum, { taken, rejected }) => sum + taken.length + rejected.length, 0)
}
