import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { type Question, questionsIn, type UnionName } from "./questions.testkit.ts"

interface Contract extends UnionName {
  readonly title: string
  /** Where its members may be named. */
  readonly home: RegExp
}

const contracts: readonly Contract[] = [
  {
    title: "warehouse",
    file: "src/project/warehouses.ts",
    name: "WarehouseType",
    home: /^src\/(dev\/|project\/warehouses\.ts|warehouse\/(duckdb|postgres|redshift)\/|project\/target\/\w+-target\.ts)/,
  },
  {
    title: "resource kind",
    file: "src/project/resource-kinds.ts",
    name: "ResourceKind",
    home: /^src\/project\/resource-kinds\.ts/,
  },
  {
    title: "materialization",
    file: "src/project/materializations.ts",
    name: "Materialization",
    home: /^src\/(dev\/|project\/materializations\.ts)/,
  },
]

const found = questionsIn(join(import.meta.dirname, ".."), contracts)

describe.each(contracts.map((contract, index) => ({ ...contract, questions: found[index] ?? [] })))(
  "code that asks which $title it is",
  ({ title, file, home, questions }) => {
    it(`stands in ${file} and where its implementations are, nowhere else`, () => {
      const outside = questions.filter((question) => !home.test(question.file))
      const problems = outside.map((question) => `${shown(question)}: make it a fact of the ${title}`)
      expect(problems.join("\n")).toBe("")
    })
  },
)

describe("the finder", () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-questions-"))
  afterAll(() => rmSync(folder, { recursive: true }))

  it("finds what names members of a union", () => {
    write("tsconfig.json", '{ "compilerOptions": { "strict": true, "types": [] }, "include": ["src"] }')
    write("src/types.ts", 'export type Fruit = "apple" | "pear" | "plum"')
    write("src/asks.test.ts", 'export const isApple = (fruit: "apple" | "pear") => fruit === "apple"')
    write(
      "src/asks.ts",
      `import type { Fruit } from "./types"
declare const fruit: Fruit, some: "apple" | "pear" | undefined, text: string, other: "apple" | "stone"
declare const bowl: { fruit: Fruit }, one: { kind: "apple"; a: 1 } | { kind: "pear" }
const set = new Set(["apple"])
export const asked = [
  fruit === "apple",
  "pear" !== bowl.fruit,
  some === "apple",
  one.kind === "apple",
  fruit !== "apple" && fruit !== "pear" && fruit === "plum",
  ["apple", "pear"].includes(fruit),
  set.has(fruit),
  { apple: 1, pear: 2 }[text],
]
switch (fruit) {
  case "apple":
  default:
}
export function first(fruit: Fruit): number {
  switch (fruit) {
    case "apple":
      return 1
    case "pear":
    case "plum":
      return 2
  }
}
export function second(fruit: Fruit): number {
  switch (fruit) {
    case "apple":
    case "pear":
      return 1
  }
  return 2
}
export function third(fruit: Fruit): number {
  switch (fruit) {
    case "apple":
      return 1
    case "pear":
      return 2
    default:
      return 3
  }
}
export const list: readonly Fruit[] = ["apple"]
export const part: Partial<Record<Fruit, number>> = { apple: 1, pear: 2 }
export const free = [
  text === "apple",
  other === "apple",
  fruit === text,
  ["apple", "pear"].includes(text),
  { apple: 1, stone: 2 }[text],
  { apple: 1, pear: 2, text },
]
export const all: Record<Fruit, number> = { apple: 1, pear: 2, plum: 3 }
`,
    )
    const [questions] = questionsIn(folder, [{ file: "src/types.ts", name: "Fruit" }])
    expect(questions?.map((question) => `${question.line} ${question.text}`)).toEqual([
      '6 fruit === "apple"',
      '7 "pear" !== bowl.fruit',
      '8 some === "apple"',
      '9 one.kind === "apple"',
      '10 fruit !== "apple"',
      '10 fruit !== "pear"',
      '10 fruit === "plum"',
      '11 ["apple", "pear"].includes(fruit)',
      "12 set.has(fruit)",
      "13 { apple: 1, pear: 2 }",
      "15 switch (fruit) {",
      "29 switch (fruit) {",
      "37 switch (fruit) {",
      '46 ["apple"]',
      "47 { apple: 1, pear: 2 }",
    ])
  })

  it("does not take a union that is not there", () => {
    write("tsconfig.json", '{ "include": ["src"] }')
    write("src/types.ts", 'export type Fruit = "apple" | "pear" | "plum"')
    expect(() => questionsIn(folder, [{ file: "src/types.ts", name: "Vegetable" }])).toThrow(
      "src/types.ts has no union Vegetable",
    )
  })

  function write(path: string, text: string): void {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
})

function shown({ file, line, text }: Question): string {
  return `${file}:${line} asks ${text}`
}
