import { readFileSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { temporaryProject } from "../tests/temporary-project.testkit.ts"
import { keptBundle } from "./kept-bundle.ts"

it("bundles a function again only when a file that it is made of has changed", async () => {
  const project = temporaryProject({
    "lambdas/one/index.ts": 'import { said } from "../said.ts"\nexport const handler = () => said',
    "lambdas/said.ts": 'export const said = "first"',
  })
  const root = project.folder
  const past = new Date(Date.now() - 60_000)
  const bundle = () =>
    keptBundle({ root, targetPath: join(root, "target") }, "one", {
      file: "lambdas/collectors.yml",
      line: 1,
      column: 1,
    })
  const written = (file: string) => statSync(file).mtimeMs
  for (const path of ["lambdas/one/index.ts", "lambdas/said.ts"]) utimesSync(join(root, path), past, past)
  // The system sets the last of the stamps itself: what has just been written is not trusted.
  await new Promise((resolve) => setTimeout(resolve, 50))

  const first = await bundle()
  const at = written(first.file)
  expect(await bundle()).toEqual(first)
  expect(written(first.file)).toBe(at)

  writeFileSync(join(root, "lambdas/said.ts"), 'export const said = "other"')
  const second = await bundle()
  expect(second.version).not.toBe(first.version)
  expect(readFileSync(second.file, "utf8")).toContain("other")

  writeFileSync(second.file, "export const handler = 1")
  await bundle()
  expect(readFileSync(second.file, "utf8")).toContain("other")
})
