import type { FailingCheck, RelationQuality } from "../../api/commands/quality-types.ts"
import { defineCommand } from "../command.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { qualityFlags, qualityOptions } from "../quality-flags.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const qualityCommand = defineCommand({
  name: "quality",
  describe: "Show check status per relation, and since when a check fails",
  flags: qualityFlags,
  examples: [
    ["quality", "every relation"],
    ["quality --since 7d --output json", "of the last week, for another program"],
  ],
  run: async (args) => {
    const [lux, { tableLines }, { colorsOf }] = await Promise.all([
      openLux(args),
      import("../../reporters/table.ts"),
      import("../stream-colors.ts"),
    ])
    return withInterrupt(async (signal) => {
      const relations = await lux.quality(qualityOptions(args, signal))
      if (args.output === "json") writeOut(`${JSON.stringify(relations, undefined, 2)}\n`)
      else {
        const columns = ["relation", "checks", "passed", "last checked", "failing"].map((name) => ({ name }))
        const table = tableLines(columns, relations.map(rowOf), {
          colors: colorsOf("out", args),
          cellWidth: 60,
        })
        for (const line of table) writeOut(`${line}\n`)
        for (const { relation, failing } of relations)
          for (const check of failing) writeOut(`\n${failingText(relation, check)}\n`)
      }
      return writeWarnings(lux, args)
    })
  },
})

function rowOf({ relation, checks, passRate, lastCheckedAt, failing }: RelationQuality) {
  return {
    relation: relation ?? "(no relation)",
    checks,
    passed: passRate === null ? "" : `${(passRate * 100).toFixed(1)} %`,
    "last checked": lastCheckedAt.slice(0, 16),
    failing: failing.length === 0 ? "" : failing.length,
  }
}

function failingText(relation: string | null, check: FailingCheck): string {
  const { name, status, failures, observed, expected, failingSince, failuresInARow } = check
  const found =
    expected === null
      ? failures === null
        ? "could not run"
        : `${failures} ${failures === 1 ? "row" : "rows"}`
      : `${observed ?? ""}, expected ${expected}`
  const times = failuresInARow === 1 ? "once" : `${failuresInARow} times in a row`
  return [
    `${status.toUpperCase()} ${name}${relation === null ? "" : ` on ${relation}`}`,
    `  ${found}; since ${failingSince.slice(0, 16)}, ${times}`,
    `  lux quality history ${name}`,
  ].join("\n")
}
