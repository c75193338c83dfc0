import { LuxError } from "../../errors.ts"
import type { Project } from "../../project/types.ts"
import { ownRuns } from "../../spark/emr/find-runs.ts"
import type { SparkRun } from "../types.ts"

/** What lux started for the target's Spark and that has not ended. Throws LUX-3276 where the target has no Spark. */
export async function sparkRuns(project: Project): Promise<readonly SparkRun[]> {
  return (await found(project)).map(({ id, what, state, since, invocation }) => ({
    id,
    what,
    state,
    since,
    invocation,
  }))
}

/** Stops those of these ids, or all. Throws LUX-3276 for an id that is not among them. */
export async function stopSparkRuns(
  project: Project,
  ids: readonly string[] | "all",
): Promise<readonly SparkRun[]> {
  const runs = await found(project)
  const unknown = ids === "all" ? undefined : ids.find((id) => !runs.some((run) => run.id === id))
  if (unknown !== undefined)
    throw new LuxError(
      "LUX-3276",
      `"${unknown}" is not a job or cluster that lux started and that still runs`,
      {
        hint:
          runs.length === 0
            ? "Nothing of this project runs there."
            : `There are: ${runs.map(({ id }) => id).join(", ")}.`,
      },
    )
  const meant = ids === "all" ? runs : runs.filter(({ id }) => ids.includes(id))
  await Promise.all(meant.map((run) => run.stop()))
  return meant
}

async function found({ name, target }: Project) {
  if (target.spark === undefined)
    throw new LuxError("LUX-3276", `target "${target.name}" runs nothing on Spark`, {
      place: target.place,
      hint: "Name one with the key spark: --target NAME.",
    })
  return ownRuns(target.spark, target, name)
}
