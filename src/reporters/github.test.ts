import { describe, expect, it } from "vitest"
import { LuxError } from "../errors.ts"
import { github } from "./github.ts"
import { githubCommand } from "./github-commands.ts"
import { runSummary } from "./job-summary.ts"
import { check, node, run } from "./test-results.testkit.ts"

describe("a command for GitHub", () => {
  it.each([
    [
      {
        level: "error",
        title: "LUX-1201",
        message: "no",
        file: "models/x.sql",
        line: 3,
        column: 7,
        length: 4,
      },
      "::error file=models/x.sql,line=3,col=7,endColumn=11,title=LUX-1201::no\n",
    ],
    [
      { level: "warning", title: "a, b: c", message: "50%\nof it" },
      "::warning title=a%2C b%3A c::50%25%0Aof it\n",
    ],
  ] as const)("%#", (annotation, expected) => {
    expect(githubCommand(annotation)).toBe(expected)
  })
})

it("of each level ten are reported, as GitHub takes no more; quiet has no warnings", () => {
  const told = (quiet: boolean): string[] => {
    const written: string[] = []
    const { onEvent } = github({ write: (text) => written.push(text), folder: "", quiet })
    for (let index = 0; index < 30; index++) {
      const error = new LuxError("LUX-2010", `e${index}`)
      onEvent({ type: "node-finished", result: node({ status: "error", error }), index, total: 30 })
      onEvent({ type: "warning", error })
    }
    return [...written].map((line) => line.slice(0, line.indexOf(" ")))
  }
  expect(told(false).sort()).toEqual([...Array(10).fill("::error"), ...Array(10).fill("::warning")])
  expect(told(true)).toEqual(Array(10).fill("::error"))
})

describe("the summary of a job", () => {
  it("fences what has backticks in it, and keeps tables whole", () => {
    const error = new LuxError("LUX-2010", "near ``` here")
    const text = runSummary(run([node({ label: "a|<b>", status: "error", error })]))
    expect(text).toContain("````\nERROR a|<b>\nLUX-2010 near ``` here\n````")
    expect(text).toContain("| a\\|&lt;b> | table | error | 0.03s |")
  })

  it("is short where all is well", () => {
    const text = runSummary(run([node({ checks: [check()] })]))
    expect(text).toContain("### ✅ lux build")
    expect(text).not.toContain("failed")
  })

  it("tells twenty of many failures", () => {
    const nodes = Array.from({ length: 500 }, () =>
      node({ status: "error", error: new LuxError("LUX-2010", "x".repeat(1000)) }),
    )
    const text = runSummary(run(nodes))
    expect(text).toContain("and 480 more")
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000)
  })
})
