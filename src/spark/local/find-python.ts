import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import type { LocalSpark } from "../../project/target/spark-settings.ts"

/** The Python that runs Spark here, and where it was named. */
export interface FoundPython {
  readonly python: string
  /** For messages: `spark.python`, `LUX_SPARK_PYTHON`. */
  readonly from: string
  /** What goes into its environment; undefined: taken out of it. */
  readonly env: Readonly<Record<string, string | undefined>>
}

type Environment = Readonly<Record<string, string | undefined>>

/** The virtual environment that is looked for in a project. */
export const usualEnvironment = ".spark"

/**
 * The first that is named: the target's `python`, `LUX_SPARK_PYTHON`, a virtual environment `.spark` in the project, the Spark
 * of `SPARK_HOME`. Undefined where none is.
 */
export function findPython(
  { python }: Pick<LocalSpark, "python">,
  env: Environment,
  root: string,
): FoundPython | undefined {
  // Python has its own Spark then, and must not start another.
  const alone = { SPARK_HOME: undefined, PYTHONPATH: undefined }
  const usual = join(root, usualEnvironment)
  for (const [place, from] of [
    [python, "the target's spark.python"],
    [env["LUX_SPARK_PYTHON"], "LUX_SPARK_PYTHON"],
    [existsSync(usual) ? usual : undefined, usualEnvironment],
  ] as const)
    if (place !== undefined && place !== "") return { python: programIn(place), from, env: alone }
  const home = env["SPARK_HOME"]
  if (home === undefined || home === "") return undefined
  const library = join(home, "python", "lib")
  const zips = existsSync(library) ? readdirSync(library).filter((name) => /^py4j-.*\.zip$/.test(name)) : []
  const path = [join(home, "python"), ...zips.map((name) => join(library, name)), env["PYTHONPATH"]]
  return {
    python: env["PYSPARK_PYTHON"] || "python3",
    from: "SPARK_HOME",
    env: { SPARK_HOME: home, PYTHONPATH: path.filter((each) => each).join(":") },
  }
}

/** A virtual environment is named by its folder too. */
function programIn(place: string): string {
  return existsSync(place) && statSync(place).isDirectory() ? join(place, "bin", "python") : place
}
