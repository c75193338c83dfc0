import type { FileStores } from "../lake/file-stores.ts"
import type { Project } from "../project/types.ts"
import { withApplication } from "./emr/with-application.ts"
import type { SparkRunner } from "./spark-runner.ts"

export interface SparkOptions {
  readonly project: Pick<Project, "name" | "root" | "env" | "target">
  readonly stores: FileStores
  /** Of the command: jobs and clusters have it as a tag. */
  readonly invocationId: string
  /** Tells people what belongs to no script. */
  readonly tell: (message: string) => void
  /** Waits for so many milliseconds; by the clock where nothing is said. */
  readonly wait?: (milliseconds: number) => Promise<unknown>
}

/** What runs scripts for the project's target, which has the key `spark`. Nothing starts before the first script. */
export async function openSpark(options: SparkOptions): Promise<SparkRunner> {
  const { project, wait } = options
  const { spark, name } = project.target
  if (spark === undefined) throw new Error(`target "${name}" has no Spark`)
  if (spark.runOn === "local") return (await import("./local/local-spark.ts")).localSpark(project, spark)
  const [{ remoteRunner }, { gathered }] = await Promise.all([
    import("./emr/remote-runner.ts"),
    import("./emr/gathered.ts"),
  ])
  const service =
    spark.runOn === "emr"
      ? (await import("./emr/emr-cluster.ts")).emr(spark, options)
      : (await import("./emr/emr-serverless.ts")).emrServerless(
          withApplication(spark, project.target),
          options,
        )
  return gathered(remoteRunner(service), wait)
}
