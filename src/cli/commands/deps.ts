import type { DepsResult } from "../../api/types.ts"
import { defineCommand } from "../command.ts"
import { well } from "../exit-codes.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"

export const depsCommand = defineCommand({
  name: "deps",
  describe: "Install the packages of packages.yml as they are locked, and lock those that are new",
  flags: {
    upgrade: {
      type: "boolean",
      describe: "Look for every package again, and lock what is found",
      group: "Packages:",
    },
    lock: { type: "boolean", describe: "Write package-lock.yml, install nothing", group: "Packages:" },
  },
  examples: [
    ["deps", "the same packages for everybody"],
    ["deps --upgrade", "the newest that packages.yml allows"],
  ],
  run: async (args) => {
    const lux = await openLux(args)
    return withInterrupt(async (signal) => {
      const result = await lux.deps({ upgrade: args.upgrade, lockOnly: args.lock, signal })
      if (args.quiet !== true) for (const line of linesOf(result)) writeOut(`${line}\n`)
      return well
    })
  },
})

/** `installed  checks  git https://example.com/checks.git 1a2b3c4` */
function linesOf({ packages, lock }: DepsResult): readonly string[] {
  if (packages.length === 0) return ["no packages: list them in packages.yml"]
  const width = Math.max(...packages.map(({ name }) => name.length))
  const lines = packages.map(({ name, from, resolved, status }) => {
    const version =
      resolved === undefined ? "" : ` ${from.startsWith("git ") ? resolved.slice(0, 7) : resolved}`
    return `${status.padEnd(9)}  ${name.padEnd(width)}  ${from}${version}`
  })
  return [...lines, `${packages.length} ${packages.length === 1 ? "package" : "packages"} in ${lock}`]
}
