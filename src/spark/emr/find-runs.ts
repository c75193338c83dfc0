import type { SparkSettings } from "../../project/target/spark-settings.ts"
import type { Target } from "../../project/target/target-types.ts"
import type { OwnRun } from "./own-runs.ts"
import { withApplication } from "./with-application.ts"

/** What lux started for a project and that has not ended; nothing on this machine outlives its command. */
export async function ownRuns(
  settings: SparkSettings,
  target: Pick<Target, "name" | "place">,
  project: string,
): Promise<readonly OwnRun[]> {
  switch (settings.runOn) {
    case "local":
      return []
    case "emr":
      return (await import("./emr-cluster.ts")).emrRuns(settings, project)
    case "emr-serverless":
      return (await import("./emr-serverless.ts")).serverlessRuns(withApplication(settings, target), project)
  }
}
