/** What the command line understands and how it refuses the rest: the real command, no project needed. */
import { readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"

describe("version and help", () => {
  const { version } = JSON.parse(readFileSync(join(repositoryRoot, "package.json"), "utf8"))

  it.each([[["--version"]], [["-V"]], [["-v"]]])("%j prints the package's version", async (args) => {
    expect(await warmLux(args)).toEqual({ code: 0, stdout: `lux ${version}\n`, stderr: "" })
  })

  it.each([[["--help"]], [["-h"]], [["help"]]])("%j lists the commands", async (args) => {
    const { code, stdout, stderr } = await warmLux(args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    for (const command of [
      "build",
      "run",
      "test",
      "seed",
      "retry",
      "show",
      "compile",
      "parse",
      "ls",
      "debug",
      "schema",
      "clean",
      "dev",
    ])
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, "m"))
  })

  it.each([
    [
      ["build", "--help"],
      ["--select", "--exclude", "--full-refresh", "--fail-fast", "--lock-timeout", "--threads"],
    ],
    [
      ["help", "show"],
      ["--inline", "--limit", "--output"],
    ],
    [
      ["--target", "dev", "dev", "lake", "-h"],
      ["--hours", "--layout"],
    ],
  ])("%j lists the flags", async (args, flags) => {
    const { code, stdout } = await warmLux(args)
    expect(code).toBe(0)
    for (const flag of flags) expect(stdout).toContain(flag)
  })

  it("flags may stand before the command, with their values", async () => {
    const { code, stderr } = await warmLux(["--target", "build", "-s", "ls", "ls", "--output", "nam"])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('LUX-9004 --output does not take "nam"'),
    })
  })

  it("no command prints the overview, as wrong usage", async () => {
    const { code, stdout, stderr } = await warmLux([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain("lux <command> [flags]")
  })
})

describe("wrong usage exits with 2 and says what was meant", () => {
  const cases: readonly (readonly [args: readonly string[], message: string, hint: string])[] = [
    [["biuld"], 'LUX-9002 unknown command "biuld"', 'Did you mean "build"? See `lux --help`.'],
    [["dev", "lak"], 'LUX-9002 unknown command "dev lak"', 'Did you mean "lake"? See `lux dev --help`.'],
    [["biuld", "--help"], 'LUX-9002 unknown command "biuld"', 'Did you mean "build"?'],
    [["--selct"], 'LUX-9003 unknown flag "--selct"', "See `lux --help`."],
    [["dev"], "LUX-9001 `lux dev` needs a command", "See `lux dev --help`."],
    [
      ["build", "--selct", "a"],
      'LUX-9003 unknown flag "--selct"',
      'Did you mean "--select"? See `lux build --help`.',
    ],
    [["build", "-z"], 'LUX-9003 unknown flag "-z"', "See `lux build --help`."],
    [["ls", "--threads", "4"], 'LUX-9003 unknown flag "--threads"', "See `lux ls --help`."],
    [
      ["--nocolor", "build"],
      'LUX-9003 unknown flag "--nocolor"',
      'Did you mean "--no-color"? See `lux build --help`.',
    ],
    [["build", "brand"], 'LUX-9001 `lux build` does not take "brand"', "lux build --select brand"],
    [["build", "--select"], "LUX-9004 --select needs a value", "See `lux build --help`."],
    [["build", "--target", "a", "--target", "b"], "LUX-9004 --target was given 2 times", "Give it once."],
    [["build", "--threads", "0"], 'LUX-9004 --threads takes a whole number from 1 on, not "0"', ""],
    [["build", "--threads", "two"], 'LUX-9004 --threads takes a whole number from 1 on, not "two"', ""],
    [
      ["build", "--lock-timeout", "-1"],
      'LUX-9004 --lock-timeout takes a whole number from 0 on, not "-1"',
      "",
    ],
    [["show", "a", "--limit", "-2"], 'LUX-9004 --limit takes a whole number from -1 on, not "-2"', ""],
    [["ls", "--output", "jsn"], 'LUX-9004 --output does not take "jsn"', 'Did you mean "json"?'],
    [["show"], "LUX-9001 nothing to show", "Name one node"],
    [["show", "a", "--inline", "select 1"], "LUX-9001 more than one thing to show", "Name one node"],
    [["compile", "--inline", "select 1", "-s", "a"], "LUX-9001 --inline brings its own SQL", ""],
  ]
  it.each(cases)("%j", async (args, message, hint) => {
    const { code, stdout, stderr } = await warmLux(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr.startsWith(message), stderr).toBe(true)
    expect(stderr).toContain(hint)
    expect(stderr.trim().split("\n").length).toBeLessThanOrEqual(2)
  })

  // With the flags of dbt that mean the same, each of these comes as far as its last flag.
  const habits: readonly (readonly [string, string])[] = [
    [
      "list -m a --models b --no-partial-parse --no-use-colors --output nam",
      "LUX-9004 --output does not take",
    ],
    [
      "build -s a -x -x -t dev --no-fail-fast --no-defer --no-full-refresh --threads 0",
      "LUX-9004 --threads takes",
    ],
    ["show a --output text --limit two", "LUX-9004 --limit takes"],
    ["run --single-threaded", "--threads 1"],
    ["run --sample 3d", "--empty"],
    ["test --store-failures", "+store_failures: true"],
    ["seed --show", "`lux show NAME`"],
    ["test --data", "--select test_type:singular"],
    ["compile --full-refresh", "Other commands take it, `lux compile` does not. See `lux compile --help`."],
    ["deps --add-package a", "packages.yml"],
    ["debug --config-dir", "There are no profiles"],
    ["freshness", "It is `lux source freshness`."],
    ["source snapshot-freshness", "It is `lux source freshness`."],
    ["run --constructor", "See `lux run --help`."],
  ]
  it.each(habits)("of someone who knows dbt: %s", async (line, told) => {
    const { code, stdout, stderr } = await warmLux(line.split(" "))
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain(told)
    expect(stderr).toMatch(/^LUX-900[234] /)
  })

  it("a switch that the environment turns on is turned off", async () => {
    const env = { LUX_DEFER: "true" }
    const run = (...args: string[]) => warmLux(["compile", "--inline", "select 1 as one", ...args], { env })
    expect((await run()).stderr).toContain("LUX-1214")
    expect(await run("--no-defer")).toEqual({ code: 0, stdout: "select 1 as one\n", stderr: "" })
  })

  it("outside of a project too", async () => {
    const { code, stdout, stderr } = await warmLux(["parse"], { cwd: tmpdir() })
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain("LUX-1001")
  })
})
