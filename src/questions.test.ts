import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { type Question, questionsIn, type UnionName } from "./questions.testkit.ts"

interface Contract extends UnionName {
  readonly title: string
  /** Where its members may be named. */
  readonly home: RegExp
  /** How many questions other files still ask. Only ever lower it. */
  readonly left: Readonly<Record<string, number>>
}

const contracts: readonly Contract[] = [
  {
    title: "warehouse",
    file: "src/project/warehouses.ts",
    name: "WarehouseType",
    home: /^src\/(dev\/|project\/warehouses\.ts|warehouse\/(duckdb|postgres|redshift)\/|project\/target\/\w+-target\.ts)/,
    left: {},
  },
  {
    title: "resource kind",
    file: "src/project/resource-kinds.ts",
    name: "ResourceKind",
    home: /^src\/project\/resource-kinds\.ts/,
    left: {
      "src/analysis/analyse-models.ts": 1,
      "src/analysis/knowledge.ts": 3,
      "src/api/commands/compile-selected.ts": 3,
      "src/api/commands/completion-nodes.ts": 2,
      "src/api/commands/create-unit-test.ts": 3,
      "src/api/commands/debug-project.ts": 1,
      "src/api/commands/last-run.ts": 1,
      "src/api/commands/listed-node.ts": 7,
      "src/api/commands/profile-subject.ts": 1,
      "src/api/commands/profile-in-warehouse.ts": 2,
      "src/api/commands/suggest-relationships.ts": 1,
      "src/api/commands/write-suggestions.ts": 3,
      "src/record/changed-nodes.ts": 1,
      "src/artifacts/manifest-tests.ts": 2,
      "src/artifacts/primary-key.ts": 1,
      "src/artifacts/yaml-schemas.ts": 1,
      "src/cli/completion/selector-candidates.ts": 1,
      "src/compile/declared-column-types.ts": 2,
      "src/compile/failures-relation.ts": 3,
      "src/compile/find-by-rendering.ts": 2,
      "src/compile/name-macros.ts": 1,
      "src/compile/own-test-names.ts": 2,
      "src/compile/reads.ts": 2,
      "src/compile/referred-relations.ts": 3,
      "src/compile/relations.ts": 2,
      "src/compile/rendering.ts": 2,
      "src/graph/access.ts": 1,
      "src/graph/build-graph.ts": 3,
      "src/graph/gate-upstream.ts": 5,
      "src/graph/gates.ts": 1,
      "src/graph/methods.ts": 8,
      "src/graph/nothing-found.ts": 4,
      "src/graph/publish-groups.ts": 3,
      "src/graph/read-templates.ts": 1,
      "src/graph/resolver.ts": 1,
      "src/graph/unit-test-coverage.ts": 4,
      "src/graph/version-warnings.ts": 3,
      "src/materialize/plan-node.ts": 1,
      "src/project/resources/check-publish-together.ts": 1,
      "src/project/resources/snapshots.ts": 1,
      "src/project/tests/test-arguments.ts": 1,
      "src/project/tests/unit-tests.ts": 1,
      "src/project/materialized.ts": 1,
      "src/record/reuse-record.ts": 1,
      "src/run/build/check-of.ts": 1,
      "src/run/build/materialized-readers.ts": 1,
      "src/run/build/remake.ts": 1,
      "src/run/commands/clone-node.ts": 2,
      "src/run/commands/show.ts": 1,
      "src/run/commands/source-freshness.ts": 1,
      "src/run/compiled-files.ts": 1,
      "src/run/history/history-rows.ts": 1,
      "src/run/next-commands.ts": 1,
      "src/run/presence.ts": 1,
      "src/run/remaining.ts": 1,
      "src/run/scope.ts": 1,
      "src/run/session/prepare-warehouse.ts": 1,
      "src/run/tasks.ts": 1,
      "src/run/unit-test/check-findings.ts": 1,
      "src/run/unit-test/create/draft-unit-test.ts": 1,
      "src/run/unit-test/make-given.ts": 2,
      "src/run/unit-test/run-unit-test.ts": 2,
      "src/run/unit-test/shapes.ts": 2,
      "src/run/unit-test/unit-test-works.ts": 2,
      "src/run/workload.ts": 7,
    },
  },
  {
    title: "materialization",
    file: "src/project/materializations.ts",
    name: "Materialization",
    home: /^src\/(dev\/|project\/materializations\.ts)/,
    left: {},
  },
]

const found = questionsIn(join(import.meta.dirname, ".."), contracts)

describe.each(contracts.map((contract, index) => ({ ...contract, questions: found[index] ?? [] })))(
  "code that asks which $title it is",
  ({ title, file, home, left, questions }) => {
    const outside = questions.filter((question) => !home.test(question.file))
    const files = [...new Set([...Object.keys(left), ...outside.map((question) => question.file)])].sort()

    it(`stands in ${file} and where its implementations are`, () => {
      const problems = files.flatMap((name) => {
        const asked = outside.filter((question) => question.file === name)
        const known = left[name] ?? 0
        if (asked.length > known)
          return asked.map((question) => `${shown(question)}: make it a fact of the ${title}`)
        return asked.length < known
          ? [`${name} asks ${asked.length} times, not ${known}: lower it in this list`]
          : []
      })
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
