import { type FileStores, fileStores } from "../../lake/file-stores.ts"
import { isEmbedded } from "../../project/target/target-types.ts"
import type { Project } from "../../project/types.ts"
import type { SparkRunner } from "../../spark/spark-runner.ts"
import type { Warehouse } from "../../warehouse/warehouse.ts"
import { createEmbeddedEngine, type EmbeddedEngine } from "./embedded-engine.ts"
import { StageJobs } from "./stage-job.ts"

/** What stands next to the warehouse for files: their stores, and an engine that reads them where the warehouse does not. */
export interface LakeServices {
  readonly stores: FileStores
  /** Opened when it is first used, which is never where the warehouse reads files itself. */
  readonly engine: EmbeddedEngine
  readonly jobs: StageJobs
  /** Spark, of a target that has it: started with its first script, ended when the warehouse is closed. */
  readonly spark: () => Promise<SparkRunner>
  /** Tells people what happens meanwhile. */
  readonly tell: (message: string) => void
}

/** A target's warehouse and what stands next to it, which is cancelled and closed with it. */
export interface ProjectWarehouse extends Warehouse {
  readonly lakeServices: LakeServices
}

export function withLakeServices(
  warehouse: Warehouse,
  project: Project,
  { invocationId, tell }: { readonly invocationId: string; readonly tell: (message: string) => void },
): ProjectWarehouse {
  const stores = storesOf(project)
  const jobs = new StageJobs()
  const engine = createEmbeddedEngine(project.dialect, { threads: "all" })
  let opened: Promise<SparkRunner> | undefined
  const spark = (): Promise<SparkRunner> => {
    opened ??= import("../../spark/open-spark.ts").then(({ openSpark }) =>
      openSpark({ project, stores, invocationId, tell }),
    )
    return opened
  }
  return {
    ...warehouse,
    lakeServices: { stores, engine, jobs, spark, tell },
    cancel() {
      warehouse.cancel()
      engine.cancel()
      jobs.cancel()
    },
    async close() {
      await (await opened?.catch(() => undefined))?.close()
      await warehouse.close()
      await engine.close()
      await stores.close()
    },
  }
}

/** Where S3 is: what the target says, else the environment. */
export function storesOf({ target, env }: Project): FileStores {
  const region =
    !isEmbedded(target) && target.connection.kind === "data-api" ? target.connection.region : undefined
  return fileStores({
    region: target.s3.region ?? region ?? filled(env["AWS_REGION"]),
    endpoint: target.s3.endpoint ?? filled(env["AWS_ENDPOINT_URL_S3"]) ?? filled(env["AWS_ENDPOINT_URL"]),
  })
}

function filled(value: string | undefined): string | undefined {
  return value === "" ? undefined : value
}
