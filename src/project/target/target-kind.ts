import { resolve } from "node:path"
import * as z from "zod"
import { LuxError, type Problems } from "../../errors.ts"
import { type StageEngineName, stageEngines, usualStageEngine } from "../stage-engines.ts"
import { type PlaceOf, validate } from "../yaml/validate.ts"
import { count, maybe, text } from "../yaml/value-schemas.ts"
import { sparkKey, sparkOf } from "./spark-keys.ts"
import { type BatchFormat, batchFormats, type Target, type TargetBase } from "./target-types.ts"

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
  /** Empty: next to the database, or in `data/` of the project. */
  batches: text.default(""),
  /** Empty: what runs leave is in the target folder alone. */
  artifacts: text.default(""),
  /** Empty: batches stay for good. */
  batch_retention: text.default(""),
  /** Parquet by default; Avro where Spark of AWS writes for a warehouse that copies files. */
  batch_format: maybe(z.enum(batchFormats)),
  spark: sparkKey,
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

/**
 * What the common keys say. `otherwise`: where batches are unless that is said, in the project's folder or absolute; `formats`:
 * those that the warehouse takes batches in from each engine.
 */
export function commonOf(
  written: WrittenCommon,
  site: TargetSite,
  otherwise: string,
  formats: Readonly<Record<StageEngineName, readonly BatchFormat[]>>,
): TargetBase {
  const { name, root, placeOf } = site
  const folderOf = (path: string): string => (/^s3:\/\//.test(path) ? path : resolve(root, path))
  const batches = folderOf(written.batches === "" ? otherwise : written.batches)
  const spark = sparkOf(written.spark, batches, site)
  const stageEngine = spark === undefined ? usualStageEngine : "spark"
  return {
    name,
    schema: written.schema,
    schemaPrefix: written.schema_prefix,
    threads: written.threads,
    batches,
    artifacts: written.artifacts === "" ? undefined : artifactsOf(written.artifacts, folderOf, site),
    batchRetention: retentionOf(written.batch_retention, site),
    batchFormat: batchFormatOf(written.batch_format, formats[stageEngine], stageEngine, site),
    s3: { region: filled(written.s3_region), endpoint: filled(written.s3_endpoint) },
    stageEngine,
    spark,
    place: placeOf([], "key"),
  }
}

/** The first of the formats where none is written. Adds LUX-2630 for one that is not among them. */
function batchFormatOf(
  written: BatchFormat | undefined,
  formats: readonly BatchFormat[],
  engine: StageEngineName,
  site: TargetSite,
): BatchFormat {
  const [usual = "parquet"] = formats
  if (written === undefined || formats.includes(written)) return written ?? usual
  const hint = `Known here: ${formats.join(", ")}.`
  missing(site, `cannot have batches of ${written} from ${stageEngines[engine].title}`, hint, "batch_format")
  return usual
}

/** Adds LUX-2630 for an address without a bucket, and for another scheme: it would be a folder of that name. */
function artifactsOf(written: string, folderOf: (path: string) => string, site: TargetSite): string {
  const [, scheme, bucket = ""] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(written) ?? []
  if (scheme !== undefined && (scheme !== "s3" || bucket.startsWith("/") || bucket === ""))
    missing(site, "cannot keep artifacts there", "Write a folder, or s3://bucket/prefix.", "artifacts")
  return folderOf(written.replace(/(?<=.)\/+$/, ""))
}

/** Adds LUX-2630 for what is not a span of time. */
function retentionOf(written: string, site: TargetSite): string | undefined {
  if (written !== "" && !/^\d+[hdw]$/.test(written))
    missing(site, `cannot keep batches for "${written}"`, "Write 90d, 12w or 48h.", "batch_retention")
  return filled(written)
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
