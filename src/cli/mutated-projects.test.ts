/** Projects with mistakes at random, as whole processes: each ends well or with errors of its own, in time. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { sized } from "../dev/acceptance.testkit.ts"
import { type Finished, lux } from "../dev/lux-process.testkit.ts"
import { mutatedProject } from "../dev/mutated-project.testkit.ts"

const count = sized({ suite: 12, whole: 5000 })
const processorSeconds = 10
const seed = Number(process.env["LUX_TEST_SEED"] ?? 1)

const commands: readonly (readonly string[])[] = [
  ["build"],
  ["parse"],
  ["compile"],
  ["ls"],
  ["docs", "generate"],
  ["build", "--full-refresh"],
  ["lineage", "report.orders"],
  ["ls", "--selector", "nightly"],
  ["snapshot"],
  ["seed"],
]

describe("a project with mistakes at random", () => {
  it(
    `never ends in an internal error, a stack trace or an error of a file without its place (${count} projects)`,
    async () => {
      const wrong: string[] = []
      for (let index = 0; index < count; index++) {
        const { files, changed } = mutatedProject(seed * 100_000 + index)
        const folder = mkdtempSync(join(tmpdir(), "lux-mutated-"))
        try {
          for (const [path, text] of Object.entries(files)) {
            mkdirSync(dirname(join(folder, path)), { recursive: true })
            writeFileSync(join(folder, path), text)
          }
          const command = commands[index % commands.length] ?? []
          const found = mistakesOf(
            await endingInTime(lux(command, { cwd: folder, limits: { processorSeconds } })),
          )
          if (found !== undefined)
            wrong.push(`${seed * 100_000 + index} lux ${command.join(" ")} (${changed.join(", ")}): ${found}`)
        } finally {
          rmSync(folder, { recursive: true, force: true })
        }
      }
      expect(wrong).toEqual([])
    },
    sized({ suite: 120_000, whole: 36_000_000 }),
  )
})

/** Undefined for a process that waits for something: what computes for too long is ended by the system. */
async function endingInTime(process: Promise<Finished>): Promise<Finished | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((done) => {
    timer = setTimeout(() => done(undefined), 300_000)
  })
  const finished = await Promise.race([process, late])
  clearTimeout(timer)
  return finished
}

function mistakesOf(finished: Finished | undefined): string | undefined {
  if (finished === undefined) return "does not end"
  const { code, stdout, stderr } = finished
  if (code === null) return `is ended by a signal, as what takes ${processorSeconds} s of a processor is`
  if (code !== 0 && code !== 1 && code !== 2) return `ends with ${code}: ${stderr.slice(-300)}`
  const trace = /internal error|\n\s+at .*:\d+:\d+|node:internal|\[object Object\]/.exec(stdout + stderr)
  if (trace !== null) return `says ${trace[0]}: ${stderr.slice(-500)}`
  const placeless = stderr
    .split("\n")
    .find((line) => /^LUX-\d+ /.test(line) && !/^LUX-\d+ \S+:\d+:\d+ /.test(line) && !aboutNoFile.test(line))
  return placeless === undefined ? undefined : `has no place: ${placeless}`
}

/** What is missing in the warehouse or in the words of the command is in no file of the project. */
const aboutNoFile = /^LUX-(?:2302|2320|9\d\d\d) /
