import { resolve } from "node:path"
import type * as z from "zod"
import { LuxError, type Problems } from "../../errors.ts"
import { usualStageEngine } from "../stage-engines.ts"
import { type PlaceOf, validate } from "../yaml/validate.ts"
import { count, maybe, text } from "../yaml/value-schemas.ts"
import type { Target, TargetBase } from "./target-types.ts"

/** How targets of one warehouse are written, and what they say. */
export interface TargetKind {
  /** The target's keys, `type` among them. */
  readonly schema: z.ZodObject
  /** Adds what is wrong with its keys: LUX-1004 and LUX-1005, LUX-2630 for keys that do not belong together or are missing. */
  readonly read: (values: unknown, site: TargetSite) => Target | undefined
}

/** Where a target stands, for messages. */
export interface TargetSite {
  readonly name: string
  /** Absolute path of the project's folder. */
  readonly root: string
  /** Of something inside the target; of the target's name where the path is empty. */
  readonly placeOf: PlaceOf
  readonly problems: Problems
}

/** The keys that targets of every warehouse have. */
export const commonKeys = {
  schema_prefix: text.default(""),
  threads: count.default(4),
  /** Empty: beside the database, or in `data/` of the project. */
  batches: text.default(""),
  s3_region: maybe(text),
  s3_endpoint: maybe(text),
}

/** A kind that reads what its schema gives. */
export function targetKind<Schema extends z.ZodObject>(
  schema: Schema,
  targetOf: (written: z.output<Schema>, site: TargetSite) => Target | undefined,
): TargetKind {
  return {
    schema,
    read(values, site) {
      const written = validate(schema, values, site.placeOf, site.problems)
      return written === undefined ? undefined : targetOf(written, site)
    },
  }
}

type WrittenCommon = { readonly schema: string } & {
  readonly [Key in keyof typeof commonKeys]: z.output<(typeof commonKeys)[Key]>
}

/** What the common keys say. `otherwise`: where batches lie unless that is said, in the project's folder or absolute. */
export function commonOf(
  written: WrittenCommon,
  { name, root, placeOf }: TargetSite,
  otherwise: string,
): TargetBase {
  const { batches } = written
  return {
    name,
    schema: written.schema,
    schemaPrefix: written.schema_prefix,
    threads: written.threads,
    batches: /^s3:\/\//.test(batches) ? batches : resolve(root, batches === "" ? otherwise : batches),
    s3: { region: filled(written.s3_region), endpoint: filled(written.s3_endpoint) },
    // A key of the target that names another engine is read here.
    stageEngine: usualStageEngine,
    place: placeOf([], "key"),
  }
}

/** An environment variable that is set to nothing is as good as none. */
export function filled(value: string | undefined): string | undefined {
  return value === "" ? undefined : value
}

/** Adds LUX-2630, at a key or at the target. */
export function missing(
  { name, placeOf, problems }: TargetSite,
  what: string,
  hint: string,
  key?: string,
): undefined {
  const place = placeOf(key === undefined ? [] : [key], "key")
  problems.add(new LuxError("LUX-2630", `target "${name}" ${what}`, { place, hint }))
  return undefined
}
