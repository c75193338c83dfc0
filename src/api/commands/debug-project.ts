import { existsSync, statSync } from "node:fs"
import { LuxError, LuxErrors } from "../../errors.ts"
import { isOfFiles } from "../../project/resource-guards.ts"
import { targetPlace } from "../../project/target/target-place.ts"
import { isEmbedded } from "../../project/target/target-types.ts"
import type { Project, Target } from "../../project/types.ts"
import { factsOf, isTranslated } from "../../project/warehouses.ts"
import { withApplication } from "../../spark/emr/with-application.ts"
import { luxVersion } from "../../version.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { DebugCheck } from "../types.ts"

/** What is configured, found and reachable; each line stands for itself. `tell` gets each as soon as it is known. */
export async function debugProject(
  load: () => Promise<Project>,
  tell: (check: DebugCheck) => void = () => {},
): Promise<readonly DebugCheck[]> {
  const checks = new Checks(tell)
  checks.push(
    { name: "lux", ok: true, detail: luxVersion },
    { name: "node", ok: true, detail: process.version },
  )
  const project = await attempt(checks, "project", load)
  if (project === undefined) return checks.all
  checks.push(
    { name: "project", ok: true, detail: `${project.name} ${project.version} (${project.root})` },
    { name: "dialect", ok: true, detail: project.dialect },
    { name: "target", ok: true, detail: `${project.target.name} (${project.target.type})` },
    {
      name: "resources",
      ok: true,
      detail: `${project.resources.length} enabled, ${project.disabled.length} disabled`,
    },
    ...connectionOf(project.target),
    ...lakes(project),
  )
  checks.push(...(await sparkChecks(project)))
  await checkWarehouse(checks, project)
  return checks.all
}

/** The checks so far, told one by one. */
class Checks {
  readonly all: DebugCheck[] = []
  readonly #tell: (check: DebugCheck) => void

  constructor(tell: (check: DebugCheck) => void) {
    this.#tell = tell
  }

  push(...checks: readonly DebugCheck[]): void {
    for (const check of checks) {
      this.all.push(check)
      this.#tell(check)
    }
  }
}

/** How the warehouse is reached; of what is secret only that it is there. */
function connectionOf(target: Target): readonly DebugCheck[] {
  if (isEmbedded(target)) return []
  const { connection } = target
  const said =
    connection.kind === "postgres"
      ? {
          host: `${connection.host}:${connection.port}`,
          user: connection.user,
          password: connection.password() === undefined ? undefined : "set",
          sslmode: connection.sslmode,
        }
      : {
          workgroup: connection.workgroup,
          cluster_id: connection.clusterId,
          db_user: connection.dbUser,
          secret_arn: connection.secretArn === undefined ? undefined : "set",
          region: connection.region,
          endpoint: connection.endpoint,
        }
  const words = Object.entries({ database: target.database, schema: target.schema, ...said }).flatMap(
    ([key, value]) => (value === undefined ? [] : [`${key} ${value}`]),
  )
  const way = connection.kind === "postgres" ? "Postgres protocol" : "Redshift Data API"
  return [{ name: "connection", ok: true, detail: `${way}: ${words.join(", ")}` }]
}

function lakes(project: Project): readonly DebugCheck[] {
  const roots = new Set(
    project.resources.flatMap((resource) => (isOfFiles(resource) ? (resource.external.root ?? []) : [])),
  )
  return [...roots].map((root) =>
    existsSync(root)
      ? { name: "lake", ok: true, detail: root }
      : {
          name: "lake",
          ok: false,
          detail: `${root} is not there`,
          hint: "Set LUX_LAKE to the folder that holds raw/, or make one with `lux dev lake`.",
        },
  )
}

/** What Spark on this machine needs, and whether it is there; of Spark elsewhere, where it is. */
async function sparkChecks(project: Project): Promise<readonly DebugCheck[]> {
  const { spark, batchFormat } = project.target
  if (spark === undefined) return []
  if (spark.runOn === "local") {
    const { examineSpark } = await import("../../spark/local/examine-spark.ts")
    return examineSpark(spark, { env: project.env, root: project.root, batchFormat })
  }
  if (spark.runOn === "emr-serverless") {
    try {
      withApplication(spark, project.target)
    } catch (error) {
      if (!(error instanceof LuxError)) throw error
      return [{ name: "spark", ok: false, detail: error.message, hint: error.hint }]
    }
  }
  const where =
    spark.runOn === "emr-serverless"
      ? `EMR Serverless: application ${spark.application}, role ${spark.role}`
      : "id" in spark.cluster
        ? `EMR: steps on cluster ${spark.cluster.id}`
        : `EMR: a cluster of ${spark.cluster.release} for each run, ${spark.cluster.instances} x ${spark.cluster.instanceTypes.join(" or ")}`
  return [{ name: "spark", ok: true, detail: `${where}; scripts at ${spark.place}` }]
}

async function checkWarehouse(checks: Checks, project: Project): Promise<void> {
  const { target } = project
  const place = targetPlace(target)
  // Opening would make the file: what is not there yet is left so.
  if (isEmbedded(target) && !existsSync(target.path)) {
    checks.push({ name: "warehouse", ok: true, detail: `${place} (not built yet)` })
    return
  }
  const version = await attempt(checks, "warehouse", async () => {
    const { openProjectWarehouse } = await import("../../run/session/prepare-warehouse.ts")
    const warehouse = await openProjectWarehouse(project, { threads: 1, lockTimeoutSeconds: 0 })
    try {
      return await warehouse.withSession(async (session) => {
        const version = await session.query("select version() as version")
        if (isTranslatedForServer(project)) checks.push(await textOrder(session))
        return version
      })
    } finally {
      await warehouse.close()
    }
  })
  if (version === undefined) return
  const said = String(version.rows[0]?.["version"])
  const about = isEmbedded(target)
    ? `${(statSync(target.path).size / 1e6).toFixed(1)} MB, ${factsOf(target).title} ${said}`
    : said
  checks.push({ name: "warehouse", ok: true, detail: `${place} (${about})` })
}

function isTranslatedForServer({ dialect, target }: Project): boolean {
  return isTranslated(dialect, target.type) && !isEmbedded(target)
}

/** Redshift compares texts by their bytes; Postgres does where the database was made so. */
async function textOrder(session: Session): Promise<DebugCheck> {
  const { rows } = await session.query(
    `select coalesce(to_jsonb(pg_database) ->> 'datlocale', datcollate) as collation,
       datlocprovider = 'b' or (datlocprovider = 'c' and datcollate in ('C', 'POSIX', 'C.UTF-8', 'C.utf8')) as bytes
     from pg_database where datname = current_database()`,
  )
  const name = "text order"
  if (rows[0]?.["bytes"] === true) return { name, ok: true, detail: "by bytes, as on Redshift" }
  return {
    name,
    ok: false,
    detail: `texts compare by the rules of ${String(rows[0]?.["collation"])}, on Redshift by their bytes`,
    hint: "Make the database so: create database name template template0 locale 'C' encoding 'UTF8'",
  }
}

/** Runs what may fail; a known error becomes a line of its own. */
async function attempt<T>(checks: Checks, name: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    const known = error instanceof LuxErrors ? error.errors : error instanceof LuxError ? [error] : undefined
    if (known === undefined) throw error
    for (const each of known) {
      const place =
        each.place === undefined ? "" : ` (${each.place.file}:${each.place.line}:${each.place.column})`
      checks.push({ name, ok: false, detail: `${each.code} ${each.message}${place}`, hint: each.hint })
    }
    return undefined
  }
}
