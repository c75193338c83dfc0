/** The image without a builder: the same instructions, in folders in the place of the stages' roots. */
import { execFileSync, spawnSync } from "node:child_process"
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { tool } from "../../src/dev/tools.testkit.ts"
import { healthCheck } from "../src/stacks/run.ts"
import { root } from "../src/synthesised.testkit.ts"

const file = fileURLToPath(new URL("Dockerfile", import.meta.url))
const hadolint = tool("hadolint")

hadolint.needing.it("the Dockerfile has no finding of hadolint", () => {
  expect(hadolint.run([file], root)).toEqual({ code: 0, text: "" })
})

type Instruction = readonly [word: string, rest: string]
interface Stage {
  readonly name: string
  readonly from: string
  readonly instructions: readonly Instruction[]
}

function stagesOf(text: string): readonly Stage[] {
  const lines = text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line): Instruction => {
      const at = line.indexOf(" ")
      return [line.slice(0, at), line.slice(at + 1)]
    })
  const stages: { name: string; from: string; instructions: Instruction[] }[] = []
  for (const [word, rest] of lines) {
    if (word !== "FROM") {
      stages.at(-1)?.instructions.push([word, rest])
      continue
    }
    const [from = "", , name = "final"] = rest.split(" ")
    stages.push({ name, from, instructions: [] })
  }
  return stages
}

const stages = stagesOf(readFileSync(file, "utf8"))
const roots = mkdtempSync(join(tmpdir(), "lux-image-"))
afterAll(() => rmSync(roots, { recursive: true, force: true }))

/** `/opt/lux` of a stage, in its folder. */
const inside = (stage: string, path: string, workdir = "/"): string =>
  join(roots, stage, resolve(workdir, path))

interface Built {
  readonly workdir: string
  readonly user: string | undefined
  readonly environment: Readonly<Record<string, string>>
  readonly health: readonly string[]
}

/** Does what the instructions say. Paths of commands that are absolute are those of the stage. */
function build({ name, instructions }: Stage): Built {
  let workdir = "/"
  let user: string | undefined
  let health: readonly string[] = []
  const environment: Record<string, string> = {}
  for (const [word, rest] of instructions)
    switch (word) {
      case "WORKDIR":
        workdir = rest
        mkdirSync(inside(name, rest), { recursive: true })
        break
      case "COPY":
        copy(name, rest, workdir)
        break
      case "RUN": {
        mkdirSync(inside(name, "/usr/local/bin"), { recursive: true })
        const command = rest
          .replaceAll(/(^|\s)\/(opt|usr|project)/g, `$1${join(roots, name)}/$2`)
          .replace(/chown -R node/, process.getuid?.() === 0 ? "chown -R 65534" : "true")
        execFileSync("sh", ["-c", command], { cwd: inside(name, workdir), stdio: "pipe" })
        break
      }
      case "ENV":
        for (const pair of rest.split(" ")) {
          const [key = "", value = ""] = pair.split("=")
          environment[key] = value.startsWith("/") ? inside(name, value) : value
        }
        break
      case "USER":
        user = rest
        break
      case "HEALTHCHECK":
        health = JSON.parse(rest.slice(rest.indexOf("[")))
        break
      case "CMD":
        break
      default:
        throw new Error(`${word} is not an instruction that this test knows`)
    }
  return { workdir, user, environment, health }
}

function copy(stage: string, rest: string, workdir: string): void {
  const parts = rest.split(" ")
  const from = parts[0]?.startsWith("--from=") ? parts.shift()?.slice("--from=".length) : undefined
  const to = parts.pop() ?? ""
  for (const source of parts) {
    const target = to.endsWith("/") || to === "." ? join(to, basename(source)) : to
    const origin = from === undefined ? join(root, source) : inside(from, source)
    cpSync(origin, inside(stage, target, workdir), { recursive: true })
  }
}

describe("the image", () => {
  let built: Built
  beforeAll(() => {
    chmodSync(roots, 0o755)
    for (const stage of stages) {
      if (stage.name === "build") {
        // What it builds is there: this checkout is built by the same command.
        mkdirSync(inside("build", "/src"), { recursive: true })
        symlinkSync(join(root, "dist"), inside("build", "/src/dist"))
        continue
      }
      built = build(stage)
    }
  })

  const run = (command: readonly string[]) => {
    const [program = "", ...args] = command
    return spawnSync(program, args, {
      cwd: inside("final", built.workdir),
      encoding: "utf8",
      env: {
        ...built.environment,
        PATH: `${inside("final", "/usr/local/bin")}:${process.env["PATH"]}`,
        LUX_REDSHIFT_WORKGROUP: "w",
        LUX_BATCHES: "s3://lake/batches",
        LUX_LAKE: "s3://lake",
      },
      ...(process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}),
    })
  }

  it("is of pinned versions, and runs as somebody who is not root", () => {
    for (const { from } of stages) expect(from).toMatch(/^node:\d+\.\d+\.\d+-/)
    expect(built.user).toBe("1000")
  })

  it("is well by its own health check", () => {
    const { status, stdout } = run(built.health)
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^lux \d+\.\d+\.\d+/)])
  })

  it("has the whole project, and the engine that stages", () => {
    const { status, stderr } = run(["lux", "parse", "--target", "prod"])
    expect([status, stderr]).toEqual([0, ""])
    const engine = run([
      "node",
      "-e",
      `require("${inside("final", "/opt/lux/node_modules/@duckdb/node-api")}")`,
    ])
    expect([engine.status, engine.stderr]).toEqual([0, ""])
  })

  it("says by its health check what the task definition says", () => {
    expect(healthCheck).toEqual(["CMD", ...built.health])
  })
})
