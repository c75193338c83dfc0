import type { ReadProject } from "../../record/read-project.ts"
import type { Lux } from "../types.ts"

type QualityMethods = Pick<
  Lux,
  "quality" | "qualityHistory" | "qualityMetrics" | "qualityCompact" | "status" | "janitor"
>

/** What the programmatic interface asks of the quality history; loaded when it is asked. */
export function qualityMethods(read: () => Promise<ReadProject>): QualityMethods {
  const project = async () => (await read()).project
  const asked = () => import("./ask-quality.ts")
  return {
    quality: async (options = {}) => (await asked()).qualityOf(await project(), options),
    qualityHistory: async (check, options = {}) =>
      (await asked()).qualityHistory(await project(), check, options),
    qualityMetrics: async (of, options = {}) => (await asked()).qualityMetrics(await project(), of, options),
    status: async (options = {}) => (await import("./status.ts")).statusOfTarget(await read(), options),
    janitor: async (options = {}) => (await import("./janitor.ts")).runJanitor(await read(), options),
    qualityCompact: async (options = {}) => (await asked()).qualityCompact(await project(), options),
  }
}
