import { type Exported, exportRows } from "../../run/commands/export.ts"
import type { OpenProject } from "../open-project.ts"
import type { ExportOptions } from "../types.ts"
import { selectFrom, selectResources } from "./select-nodes.ts"

/** `lux export`. */
export async function exportSelected(
  open: OpenProject,
  options: ExportOptions,
): Promise<readonly Exported[]> {
  const found = await open.whole()
  const selected = await selectResources(open, await selectFrom(open, found, options), options)
  return exportRows(found, {
    ...options,
    selected: selected.map(({ uniqueId }) => uniqueId),
    format: options.format ?? "parquet",
    overwrite: options.overwrite ?? false,
    manifest: options.manifest ?? false,
    lockTimeoutSeconds: options.lockTimeoutSeconds ?? 10,
    signal: options.signal,
    onExported: options.onExported ?? (() => undefined),
  })
}
