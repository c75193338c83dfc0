/** Files that need each other to run are read, moved and tested as one; only a grammar's own recursion is worth that. */
import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"
import { describe, expect, it } from "vitest"

/** What holds itself, as a query holds expressions and an expression queries, is read by functions that call each other. */
const recursions = [
  [
    "sql/analysis/calls.ts",
    "sql/analysis/expression.ts",
    "sql/analysis/from.ts",
    "sql/analysis/grouping.ts",
    "sql/analysis/operators.ts",
    "sql/analysis/query.ts",
    "sql/analysis/recursive.ts",
    "sql/analysis/select.ts",
  ],
  ["sql/parse/call.ts", "sql/parse/expression.ts", "sql/parse/from.ts", "sql/parse/query.ts"],
  ["template/call-helper.ts", "template/call-macro.ts", "template/evaluate.ts"],
]

const root = import.meta.dirname

describe("the imports of values", () => {
  it("go in circles only where a grammar does", () => {
    const files = readdirSync(root, { recursive: true, encoding: "utf8" })
      .map((path) => path.split(sep).join("/"))
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))
      .sort()
    const imports = new Map(
      files.map((file) => [
        file,
        valuesFrom(readFileSync(join(root, file), "utf8")).map((imported) => resolved(file, imported)),
      ]),
    )
    expect(circles(imports)).toEqual(recursions)
  })

  it("are told from those of types, and from modules that load later", () => {
    const text = [
      'import { a } from "./a.ts"',
      'import type { B } from "./b.ts"',
      'import { type C, type D } from "./c.ts"',
      'import { e, type F } from "./e.ts"',
      "import {",
      "  type G,",
      "  h,",
      '} from "../h.ts"',
      'import "./i.ts"',
      'const { j } = await import("./j.ts")',
      'export { k } from "./k.ts"',
      'export type { L } from "./l.ts"',
      'export * from "./m.ts"',
      'export type * from "./n.ts"',
      'import * as o from "./o.ts"',
      'import { p } from "node:fs"',
    ].join("\n")
    expect(valuesFrom(text)).toEqual(["./a.ts", "./e.ts", "../h.ts", "./i.ts", "./k.ts", "./m.ts", "./o.ts"])
  })

  it.each<[what: string, imports: Readonly<Record<string, readonly string[]>>, found: readonly string[][]]>([
    ["a chain", { a: ["b"], b: ["c"], c: [] }, []],
    ["two ways to one file", { a: ["b", "c"], b: ["d"], c: ["d"], d: [] }, []],
    ["two files", { a: ["b"], b: ["a"] }, [["a", "b"]]],
    ["a file that imports itself", { a: ["a"] }, [["a"]]],
    ["a long circle with a way in", { z: ["a"], a: ["b"], b: ["c"], c: ["a"] }, [["a", "b", "c"]]],
    ["two circles that share a file", { a: ["b", "c"], b: ["a"], c: ["a"] }, [["a", "b", "c"]]],
    [
      "two circles, one reaching the other",
      { a: ["b"], b: ["a", "c"], c: ["d"], d: ["c"] },
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
  ])("of %s", (_, imports, found) => {
    expect(circles(new Map(Object.entries(imports)))).toEqual(found)
  })
})

/** The groups of files that all reach each other (strongly connected components, after Tarjan), in the order of names. */
function circles(imports: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const found: string[][] = []
  const numbers = new Map<string, number>()
  const open: string[] = []
  const visit = (file: string): number => {
    const number = numbers.size
    numbers.set(file, number)
    const at = open.push(file) - 1
    let lowest = number
    for (const imported of imports.get(file) ?? []) {
      const known = numbers.get(imported)
      if (known === undefined) lowest = Math.min(lowest, visit(imported))
      else if (open.includes(imported)) lowest = Math.min(lowest, known)
    }
    if (lowest === number) {
      const group = open.splice(at)
      if (group.length > 1 || imports.get(file)?.includes(file)) found.push(group.sort())
    }
    return lowest
  }
  for (const file of imports.keys()) if (!numbers.has(file)) visit(file)
  return found.sort((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1))
}

function valuesFrom(text: string): readonly string[] {
  const pattern = /^(?:import|export)\s(?!type\s)(?:([^"'`;]*?)\sfrom\s+)?"(\.[^"]+)"/gm
  return [...text.matchAll(pattern)].flatMap(([, names = "", from = ""]) =>
    isTypesOnly(names) ? [] : [from],
  )
}

/** `{ type A, type B }`. */
function isTypesOnly(names: string): boolean {
  const inner = /^\{([\s\S]*)\}$/
    .exec(names)?.[1]
    ?.split(",")
    .map((name) => name.trim())
  return inner?.every((name) => name === "" || name.startsWith("type ")) ?? false
}

function resolved(file: string, imported: string): string {
  return relative(root, join(root, dirname(file), imported))
    .split(sep)
    .join("/")
}
