import type { Command } from "./command.ts"
import { buildCommand } from "./commands/build.ts"
import { cleanCommand } from "./commands/clean.ts"
import { cloneCommand } from "./commands/clone.ts"
import { collectCommand } from "./commands/collect.ts"
import { compileCommand } from "./commands/compile.ts"
import { completionCommand } from "./commands/completion.ts"
import { debugCommand } from "./commands/debug.ts"
import { depsCommand } from "./commands/deps.ts"
import { devInstagramCommand } from "./commands/dev-instagram.ts"
import { devLakeCommand } from "./commands/dev-lake.ts"
import { devRedshiftCommand } from "./commands/dev-redshift.ts"
import { docsGenerateCommand } from "./commands/docs-generate.ts"
import { docsServeCommand } from "./commands/docs-serve.ts"
import { exportCommand } from "./commands/export.ts"
import { initCommand } from "./commands/init.ts"
import { janitorCommand } from "./commands/janitor.ts"
import { lakeAcceptCommand } from "./commands/lake-accept.ts"
import { lakeDropCommand } from "./commands/lake-drop.ts"
import { lambdasPackageCommand } from "./commands/lambdas-package.ts"
import { lineageCommand } from "./commands/lineage.ts"
import { lookerCheckCommand } from "./commands/looker-check.ts"
import { lookerGenerateCommand } from "./commands/looker-generate.ts"
import { lsCommand } from "./commands/ls.ts"
import { orchestrateCommands } from "./commands/orchestrate.ts"
import { parseCommand } from "./commands/parse.ts"
import { profileCommand } from "./commands/profile.ts"
import { qualityCommand } from "./commands/quality.ts"
import { qualityCompactCommand } from "./commands/quality-compact.ts"
import { qualityHistoryCommand } from "./commands/quality-history.ts"
import { qualityMetricsCommand } from "./commands/quality-metrics.ts"
import { retryCommand } from "./commands/retry.ts"
import { runCommand } from "./commands/run.ts"
import { runOperationCommand } from "./commands/run-operation.ts"
import { schemaCommand } from "./commands/schema.ts"
import { seedCommand } from "./commands/seed.ts"
import { showCommand } from "./commands/show.ts"
import { snapshotCommand } from "./commands/snapshot.ts"
import { sourceFreshnessCommand } from "./commands/source-freshness.ts"
import { sparkPsCommand } from "./commands/spark-ps.ts"
import { sparkStopCommand } from "./commands/spark-stop.ts"
import { statusCommand } from "./commands/status.ts"
import { testCommand } from "./commands/test.ts"

/** Every command under its heading in `lux --help`, in the order in which it stands there. */
export const commandSections: readonly (readonly [heading: string, commands: readonly Command[]])[] = [
  [
    "Build and check:",
    [
      buildCommand,
      runCommand,
      testCommand,
      seedCommand,
      snapshotCommand,
      retryCommand,
      cloneCommand,
      runOperationCommand,
    ],
  ],
  [
    "Look:",
    [
      showCommand,
      exportCommand,
      profileCommand,
      compileCommand,
      parseCommand,
      lsCommand,
      lineageCommand,
      statusCommand,
      qualityCommand,
      qualityHistoryCommand,
      qualityMetricsCommand,
      qualityCompactCommand,
      janitorCommand,
      sourceFreshnessCommand,
      docsGenerateCommand,
      docsServeCommand,
      lookerGenerateCommand,
      lookerCheckCommand,
    ],
  ],
  ["The lake:", [lakeAcceptCommand, lakeDropCommand]],
  ["Schedule:", orchestrateCommands],
  ["Collect:", [collectCommand, lambdasPackageCommand]],
  ["Spark:", [sparkPsCommand, sparkStopCommand]],
  ["The project:", [initCommand, depsCommand, debugCommand, schemaCommand, cleanCommand, completionCommand]],
  ["To try things with:", [devLakeCommand, devInstagramCommand, devRedshiftCommand]],
]

export const commands: readonly Command[] = commandSections.flatMap(([, section]) => section)
