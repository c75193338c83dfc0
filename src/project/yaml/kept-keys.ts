import { LuxError } from "../../errors.ts"
import type { PropertiesFile } from "../loading.ts"

const keys = ["semantic_models", "metrics", "saved_queries"] as const

/** Parts of dbt's semantic layer that a project may keep in its files: a warning for each (LUX-1431). */
export function keptKeys({ document, values }: PropertiesFile): readonly LuxError[] {
  return keys.flatMap((key) =>
    values[key] === undefined || values[key] === null
      ? []
      : [
          new LuxError("LUX-1431", `"${key}" is kept and not used`, {
            place: document.placeOf([key], "key"),
            hint: "lux has no semantic layer. Metrics are declared with their model: docs/guides/metrics.md.",
          }),
        ],
  )
}
