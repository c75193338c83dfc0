/** The examples of CONTRIBUTING.md, as the compiler has them. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { expect, it, onTestFinished } from "vitest"

const root = resolve(import.meta.dirname, "..")
const page = readFileSync(join(root, "CONTRIBUTING.md"), "utf8")
const sections = page.split(/^## /m).slice(1)

it("each thing that can be added has an example", () => {
  const without = sections.filter((text) => text.startsWith("Add ") && !text.includes("```ts\n"))
  expect(without.map((text) => text.split("\n", 1)[0])).toEqual([])
  expect(sections.filter((text) => text.startsWith("Add "))).toHaveLength(7)
})

it("the examples compile", () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-contributing-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const examples = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code)
  expect(examples).toHaveLength(7)
  for (const [index, code] of examples.entries())
    writeFileSync(join(folder, `example${index + 1}.ts`), code.replaceAll('"./src/', `"${root}/src/`))
  const compilerOptions = { typeRoots: [join(root, "node_modules/@types")] }
  const config = {
    extends: join(root, "tsconfig.json"),
    compilerOptions,
    include: ["*.ts", join(root, "src/**/*.d.ts")],
  }
  writeFileSync(join(folder, "package.json"), '{"type": "module"}\n')
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config))
  // What is wrong is found, and nothing else is.
  writeFileSync(join(folder, "wrong.ts"), "export const none: Missing = 1\n")
  expect(problemsIn(folder).trim().split("\n")).toEqual([
    expect.stringMatching(/wrong\.ts\(1,20\): error TS2304: Cannot find name 'Missing'/),
  ])
})

function problemsIn(folder: string): string {
  try {
    execFileSync(join(root, "node_modules/.bin/tsc"), ["--project", folder], { stdio: "pipe" })
    return ""
  } catch (error) {
    return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error)
  }
}
