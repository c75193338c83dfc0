import { LuxError } from "../../errors.ts"
import type { EmrServerlessSpark } from "../../project/target/spark-settings.ts"
import type { Target } from "../../project/target/target-types.ts"

/** The settings where they name an application and a role. Throws LUX-3270 where a variable that says them is not set. */
export function withApplication(
  settings: EmrServerlessSpark,
  { name, place }: Pick<Target, "name" | "place">,
): EmrServerlessSpark {
  const empty = [
    ...(settings.application === "" ? ["application_id"] : []),
    ...(settings.role === "" ? ["role"] : []),
  ]
  if (empty.length === 0) return settings
  throw new LuxError(
    "LUX-3270",
    `target "${name}" runs stage models on EMR Serverless, and ${empty.join(" and ")} ${empty.length === 1 ? "is" : "are"} empty here`,
    {
      place,
      hint: "Set the environment variables that they are read from, or run_on: none for stage models on the embedded engine.",
    },
  )
}
