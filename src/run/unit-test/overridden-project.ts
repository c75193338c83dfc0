import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import type { Project, UnitTest } from "../../project/types.ts"
import type { Macro, MacroTable } from "../../template/types.ts"

/** The project as a test has it: with other vars, environment variables and macros. Throws LUX-2466 for an unknown macro. */
export function overriddenProject(project: Project, test: UnitTest): Project {
  const { vars, macros, env } = test.overrides
  for (const name of Object.keys(macros))
    if (!project.macros.has(name))
      throw new LuxError(
        "LUX-2466",
        `unit test "${test.name}" overrides macro "${name}", which does not exist`,
        {
          place: test.overrides.place,
          hint: didYouMean(name, [...project.macros.keys(), "is_incremental"]),
        },
      )
  const inPackage = (table: MacroTable): MacroTable =>
    new Map([
      ...table,
      ...Object.entries(macros).map(([name, value]) => [name, constantMacro(name, value, test)] as const),
    ])
  return {
    ...project,
    vars: { ...project.vars, ...vars },
    env: { ...project.env, ...env },
    macros: inPackage(project.macros),
    packages: project.packages.map((each) => ({
      ...each,
      vars: { ...each.vars, ...vars },
      macros: inPackage(each.macros),
    })),
  }
}

/** Compilers are alike where this is. */
export function overridesKey({ overrides: { vars, macros, env } }: UnitTest): string {
  const parts = [vars, macros, env]
  return parts.every((part) => Object.keys(part).length === 0) ? "" : JSON.stringify(parts)
}

function constantMacro(name: string, value: unknown, { overrides: { place } }: UnitTest): Macro {
  return { kind: "js", name, file: place.file, call: () => value, place }
}
