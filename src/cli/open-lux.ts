import type { Lux } from "../api/types.ts"
import type { ProjectArgs } from "./command.ts"
import { optimizeLater } from "./optimize-later.ts"
import { warnErrorOptionsOf } from "./warn-error-options.ts"

/** The programmatic interface on the project that the flags name. Loaded here, so that help does not load it. */
export async function openLux(args: ProjectArgs): Promise<Lux> {
  optimizeLater()
  const { createLux } = await import("../api/create-lux.ts")
  return createLux({
    projectDir: args["project-dir"] ?? ".",
    target: args.target,
    targetPath: args["target-path"],
    vars: args.vars,
    cache: args["no-cache"] !== true,
    env: process.env,
    warnErrorOptions: await warnErrorOptionsOf(args),
  })
}
