import { resolve } from "node:path"
import * as z from "zod"
import { LuxError } from "../../errors.ts"
import { count, flag, maybe, maybeTexts, name, text } from "../yaml/value-schemas.ts"
import { type EmrSpark, type SparkSettings, sparkRuns, type TransientCluster } from "./spark-settings.ts"
import type { TargetSite } from "./target-kind.ts"

/** What lux sets itself: a stage model would mean something else with another value. */
const reserved =
  /^spark\.(sql\.(ansi|session\.timeZone|timestampType|storeAssignmentPolicy|caseSensitive|parser|legacy)|master$|submit|app\.name$)/

const conf = z
  .record(
    z.string().refine((key) => key.startsWith("spark.") && !reserved.test(key), {
      error: ({ input }) =>
        `settings of Spark that lux does not set itself: ${JSON.stringify(input)} is not one`,
    }),
    z.union([z.string(), z.number(), z.boolean()], { error: "a text, a number or a truth" }),
  )
  .nullish()
  .transform((value) =>
    Object.fromEntries(Object.entries(value ?? {}).map(([key, each]) => [key, String(each)])),
  )

const tags = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {})

const size = text.refine((value) => /^\d+[mg]$/.test(value), "a size such as 1g or 800m")

const address = maybe(text.refine((value) => /^s3:\/\/[^/]+/.test(value), "an s3:// address"))

const localKeys = z.strictObject({
  run_on: z.literal("local"),
  python: maybe(text),
  memory: size.default("1g"),
  cores: maybe(count),
  avro_jar: maybe(text),
  conf,
})

const remoteKeys = {
  region: maybe(text),
  endpoint: maybe(text),
  place: address,
  logs: address,
  run_limit: count.default(60),
  tags,
  avro_jar: text.default("local:///usr/lib/spark/connector/lib/spark-avro.jar"),
  conf,
}

/** The switch that a variable of the environment turns: the other keys stay, and nobody reads them. */
const noneKeys = z.looseObject({ run_on: z.literal("none") })

/** Empty: the variable of the environment that it is read from is not set on this machine. */
const nameOrEmpty = z.union([z.literal(""), name])

const serverlessKeys = z.strictObject({
  run_on: z.literal("emr-serverless"),
  application_id: maybe(nameOrEmpty),
  role: maybe(nameOrEmpty),
  ...remoteKeys,
})

const emrKeys = z.strictObject({
  run_on: z.literal("emr"),
  cluster_id: maybe(name),
  release: maybe(text.refine((value) => /^emr-7\.\d+\.\d+$/.test(value), "a release such as emr-7.13.0")),
  instance_types: maybeTexts,
  instances: maybe(count),
  spot: maybe(flag),
  fleets: maybe(flag),
  service_role: maybe(name),
  instance_profile: maybe(name),
  subnets: maybeTexts,
  idle_limit: maybe(count),
  ...remoteKeys,
})

/** A way to run with nothing else said, or a map. */
export const sparkKey = maybe(
  z.union([
    z.enum(["none", ...sparkRuns]),
    z.discriminatedUnion("run_on", [noneKeys, localKeys, emrKeys, serverlessKeys]),
  ]),
)

type Written = z.output<typeof sparkKey>
type Said = z.output<typeof localKeys> | z.output<typeof emrKeys> | z.output<typeof serverlessKeys>

/** What the key says; `batches` is where the target keeps them. Adds LUX-3270 for keys that do not go together or are missing. */
export function sparkOf(written: Written, batches: string, site: TargetSite): SparkSettings | undefined {
  if (written === undefined) return undefined
  if (written === "none" || (typeof written === "object" && written.run_on === "none")) return undefined
  const said = typeof written === "string" ? saidBy(written) : written
  if (said.run_on === "local")
    return {
      runOn: "local",
      python: pathIn(site, said.python),
      memory: said.memory,
      cores: said.cores,
      avroJar: pathIn(site, said.avro_jar),
      conf: said.conf,
    }
  // Whose variables are not set here is read all the same; what is missing is said before anything starts.
  const isSetLater = said.run_on === "emr-serverless" && said.application_id === ""
  if (!isSetLater && !batches.startsWith("s3://"))
    return wrong(
      site,
      `runs stage models on ${said.run_on} and keeps its batches at ${batches}`,
      "Set batches: s3://bucket/prefix, which the jobs' role may read and write.",
    )
  const place = said.place ?? `${batches.replace(/\/+$/, "")}/_spark`
  const remote = {
    region: filled(said.region),
    endpoint: filled(said.endpoint),
    place,
    logs: said.logs ?? `${place}/logs/`,
    runLimit: said.run_limit,
    tags: said.tags,
    avroJar: said.avro_jar,
    conf: said.conf,
  }
  if (said.run_on === "emr") {
    const cluster = clusterOf(said, site)
    return cluster === undefined ? undefined : { runOn: "emr", cluster, ...remote }
  }
  const { application_id: application, role } = said
  if (application === undefined || role === undefined)
    return wrong(
      site,
      application === undefined
        ? "does not say which EMR Serverless application runs stage models"
        : "does not say as which role jobs of EMR Serverless run",
      "spark: {run_on: emr-serverless, application_id: 00f..., role: arn:aws:iam::...:role/...}",
    )
  return { runOn: "emr-serverless", application, role, ...remote }
}

function saidBy(runOn: (typeof sparkRuns)[number]): Said {
  switch (runOn) {
    case "local":
      return localKeys.parse({ run_on: runOn })
    case "emr":
      return emrKeys.parse({ run_on: runOn })
    case "emr-serverless":
      return serverlessKeys.parse({ run_on: runOn })
  }
}

function clusterOf(said: z.output<typeof emrKeys>, site: TargetSite): EmrSpark["cluster"] | undefined {
  const { cluster_id: id, release, instances, service_role, instance_profile, idle_limit } = said
  const { instance_types: types, subnets, spot, fleets } = said
  const ofNew = { release, instances, service_role, instance_profile, idle_limit, spot, fleets }
  const given = [
    ...Object.entries(ofNew).flatMap(([key, value]) => (value === undefined ? [] : [key])),
    ...(types.length > 0 ? ["instance_types"] : []),
    ...(subnets.length > 0 ? ["subnets"] : []),
  ]
  if (id !== undefined && given.length > 0)
    return wrong(
      site,
      `names the cluster ${id}, and says how one is made (${given.join(", ")})`,
      "Remove cluster_id for a cluster of each run, or the other keys for steps on that cluster.",
    )
  if (id !== undefined) return { id }
  const cluster: TransientCluster = {
    release: release ?? "emr-7.13.0",
    instanceTypes: types.length > 0 ? types : ["m6g.xlarge"],
    instances: instances ?? 2,
    spot: spot ?? true,
    fleets: fleets ?? true,
    serviceRole: service_role ?? "EMR_DefaultRole",
    instanceProfile: instance_profile ?? "EMR_EC2_DefaultRole",
    subnets,
    idleLimit: idle_limit ?? 5,
  }
  if (!cluster.fleets && (cluster.instanceTypes.length > 1 || cluster.subnets.length > 1))
    return wrong(
      site,
      "has instance groups of several instance types or subnets",
      "Groups take one of each: name one, or set fleets: true.",
    )
  return cluster
}

function pathIn({ root }: TargetSite, path: string | undefined): string | undefined {
  return filled(path) === undefined ? undefined : resolve(root, path ?? "")
}

function filled(value: string | undefined): string | undefined {
  return value === "" ? undefined : value
}

function wrong({ name, placeOf, problems }: TargetSite, what: string, hint: string): undefined {
  problems.add(
    new LuxError("LUX-3270", `target "${name}" ${what}`, { place: placeOf(["spark"], "key"), hint }),
  )
  return undefined
}
