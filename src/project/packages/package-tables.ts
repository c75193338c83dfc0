import type { GenericTest, Macro, MacroTable } from "../../template/types.ts"

/** What a project or package defines. */
export interface Definitions {
  readonly packageName: string
  readonly macros: MacroTable
  readonly genericTests: ReadonlyMap<string, GenericTest>
}

export interface Tables {
  readonly macros: MacroTable
  readonly genericTests: ReadonlyMap<string, GenericTest>
}

/**
 * What the project and each of its packages sees: by `package.name` everything that a package defines; by its
 * name its own, and of the packages what one of them alone defines. A package does not see what the project defines.
 */
export function packageTables(
  packages: readonly Definitions[],
  project: Definitions,
  builtInTests: ReadonlyMap<string, GenericTest>,
): { readonly project: Tables; readonly packages: readonly Tables[] } {
  const tables = packages.map(() => new Map<string, Macro>())
  const scoped = packages.map(({ packageName, macros, genericTests }, index) => {
    const scope = { packageName, macros: tables[index] ?? new Map<string, Macro>() }
    return {
      packageName,
      macros: [...macros.values()].map((macro): Macro => ({ ...macro, scope })),
      genericTests: [...genericTests.values()].map((test): GenericTest => ({ ...test, scope })),
    }
  })
  const macros = shared(scoped.map((each) => [each.packageName, each.macros]))
  const tests = shared(scoped.map((each) => [each.packageName, each.genericTests]))
  for (const [index, each] of scoped.entries())
    for (const [name, macro] of [...macros, ...named(each.macros)]) tables[index]?.set(name, macro)
  return {
    project: {
      macros: new Map([...macros, ...project.macros]),
      genericTests: new Map([...builtInTests, ...tests, ...project.genericTests]),
    },
    packages: scoped.map((each, index) => ({
      macros: tables[index] ?? new Map(),
      genericTests: new Map([...builtInTests, ...tests, ...named(each.genericTests)]),
    })),
  }
}

/** By package and name; by the name alone what no other package has too. */
function shared<T extends { readonly name: string }>(
  all: readonly (readonly [packageName: string, items: readonly T[]])[],
): ReadonlyMap<string, T> {
  const counts = new Map<string, number>()
  for (const [, items] of all) for (const { name } of items) counts.set(name, (counts.get(name) ?? 0) + 1)
  return new Map(
    all.flatMap(([packageName, items]) =>
      items.flatMap((item) => [
        [`${packageName}.${item.name}`, item] as const,
        ...(counts.get(item.name) === 1 ? [[item.name, item] as const] : []),
      ]),
    ),
  )
}

function named<T extends { readonly name: string }>(items: readonly T[]): readonly (readonly [string, T])[] {
  return items.map((item) => [item.name, item])
}
