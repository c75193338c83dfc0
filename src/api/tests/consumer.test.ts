/** The package as another project has it: packed, installed, its declarations checked strictly, its guide's examples run. */
import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { createLux } from "../create-lux.ts"

const root = resolve(import.meta.dirname, "../../..")
const page = readFileSync(join(root, "docs/reference/api.md"), "utf8")
const redshiftPage = readFileSync(join(root, "docs/reference/redshift-data-api.md"), "utf8")
/** A module and what it prints. */
const examples = [...page.matchAll(/^```ts\n([\s\S]*?)^```\n\nprints\n\n```\n([\s\S]*?)^```$/gm)].map(
  ([, code = "", printed = ""], index) => ({ name: `example${index + 1}`, code, printed }),
)

const folder = mkdtempSync(join(tmpdir(), "lux-consumer-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let compiled = ""
beforeAll(() => {
  install()
  writeFileSync(join(folder, "package.json"), '{"type": "module"}\n')
  for (const { name, code } of examples) writeFileSync(join(folder, `${name}.ts`), code)
  writeFileSync(
    join(folder, "redshift.ts"),
    /^```ts\n([\s\S]*?)^```$/m.exec(redshiftPage)?.[1] ?? "no example",
  )
  const compilerOptions = {
    target: "es2023",
    module: "nodenext",
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    types: ["node"],
    outDir: "out",
  }
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }))
  compiled = tsc()
}, 180_000)

it("the guide has examples", () => {
  expect(examples).toHaveLength(5)
  expect([...page.matchAll(/^```ts$/gm)]).toHaveLength(5)
})

it("the guide names every method", () => {
  const missing = Object.keys(createLux()).filter(
    (name) => !page.includes(`| \`${name}`) && !page.includes(`, \`${name}(`),
  )
  expect(missing).toEqual([])
})

describe("a project that uses lux", () => {
  it("compiles strictly, the declarations included", () => {
    expect(compiled).toBe("")
  })

  it("is told by the compiler what cannot be", () => {
    const wrong = join(folder, "wrong.ts")
    writeFileSync(
      wrong,
      `import { createLux } from "lux-sql"
const result = await createLux({ projectDirectory: "shop" }).build()
const status: "ok" | "broken" = result.nodes[0].status
console.log(status)
`,
    )
    const said = tsc()
    rmSync(wrong)
    expect(said).toMatch(/wrong\.ts\(2,\d+\): error TS\d+: .*projectDirectory/)
    expect(said).toMatch(/wrong\.ts\(3,\d+\): error/)
  })

  it.each(examples)("$name of the guide prints what the guide says", ({ name, printed }) => {
    const place = mkdtempSync(join(folder, "run-"))
    cpSync(join(root, "fixtures/shop"), join(place, "shop"), { recursive: true })
    const output = execFileSync(process.execPath, [join(folder, "out", `${name}.js`)], {
      cwd: place,
      encoding: "utf8",
      env: { PATH: process.env.PATH },
    })
    expect(output).toBe(printed)
  })
})

/** What `npm pack` would publish, in node_modules; what lux itself needs is linked, as a workspace does. */
function install(): void {
  execFileSync(process.execPath, [join(root, "build-types.mjs")])
  const packed = join(folder, "packed")
  mkdirSync(packed)
  const npm = ["pack", "--ignore-scripts", "--silent", "--pack-destination", packed]
  const [file = ""] = execFileSync("npm", npm, { cwd: root, encoding: "utf8" }).trim().split("\n").slice(-1)
  const modules = join(folder, "node_modules")
  mkdirSync(join(modules, "@types"), { recursive: true })
  execFileSync("tar", ["-xzf", join(packed, file), "-C", packed])
  cpSync(join(packed, "package"), join(modules, "lux-sql"), { recursive: true })
  symlinkSync(join(root, "node_modules"), join(modules, "lux-sql", "node_modules"))
  for (const name of ["@types/node", "undici-types", "kysely"])
    symlinkSync(join(root, "node_modules", name), join(modules, name))
}

/** What the compiler says of the project; empty when all is well. */
function tsc(): string {
  try {
    const compiler = join(root, "node_modules/typescript/bin/tsc")
    return execFileSync(process.execPath, [compiler, "-p", folder], { encoding: "utf8", cwd: folder })
  } catch (error) {
    return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error)
  }
}
