import { LuxError } from "../errors.ts"
import { isRelational } from "../project/resource-guards.ts"
import { textPlace } from "../project/tests/test-places.ts"
import type { DataTest, Resource, TestArgument } from "../project/types.ts"
import { Relation } from "../sql/relation.ts"
import { renderValue } from "../template/render.ts"
import type { CompiledSql, Overrides, TestUse } from "./compiled.ts"
import { createFragments, writtenAlone } from "./fragments.ts"
import { columnSql, distinctInputs, distinctResources, filtered, newReads, type Reads } from "./reads.ts"
import type { Around, Rendering } from "./rendering.ts"
import type { ExecutableSql } from "./to-executable.ts"

/** What compiles a project's tests. */
export interface TestCompiler {
  test(test: DataTest, overrides?: Overrides): CompiledSql
  testUse(test: DataTest, overrides?: Overrides): TestUse
}

export function createTestCompiler(rendering: Rendering): TestCompiler {
  const { project, columnTypes } = rendering
  let byId: ReadonlyMap<string, Resource> | undefined

  return { test: compileTest, testUse }

  function compileTest(test: DataTest, overrides: Overrides = new Map()): CompiledSql {
    const { definition } = test
    if (definition.kind === "singular")
      return rendering.compile(definition.template, { overrides, owner: test })
    const generic = project.genericTests.get(definition.test)
    byId ??= new Map(project.resources.map((resource) => [resource.uniqueId, resource]))
    const attached = byId.get(definition.attachedTo)
    if (generic === undefined || attached === undefined || !isRelational(attached))
      throw new LuxError("LUX-1405", `test "${test.name}" is declared on nothing that can be tested`, {
        place: test.place,
      })
    const reads = newReads()
    const around = { overrides, owner: test }
    const model = rendering.referTo(attached, around, reads)
    const scope: Record<string, unknown> = { model: filtered(model, whereOf(test)) }
    if (definition.column !== undefined) scope["column_name"] = columnSql(attached, definition.column)
    for (const [name, argument] of Object.entries(definition.arguments))
      scope[name] = argumentValue(argument, around, reads)
    for (const parameter of generic.parameters)
      if (!(parameter.name in scope) && parameter.default !== undefined)
        scope[parameter.name] = parameter.default
    const compiled = rendering.compile(generic.body, { ...around, scope, macros: generic.scope?.macros })
    const whole = rendering.completed(compiled, reads)
    return {
      ...whole,
      inputs: distinctInputs([...compiled.inputs, ...whole.inputs]),
      reads: distinctResources([...compiled.reads, ...whole.reads]),
    }
  }

  /** The condition as it is written: the whole test is translated. */
  function whereOf(test: DataTest): string | undefined {
    const { where } = test.config
    return where && writtenAlone(where, project.dialect, (text) => textPlace(test, text))
  }

  function testUse(test: DataTest, overrides: Overrides = new Map()): TestUse {
    const { definition, config } = test
    byId ??= new Map(project.resources.map((resource) => [resource.uniqueId, resource]))
    const attached = definition.kind === "generic" ? byId.get(definition.attachedTo) : undefined
    if (definition.kind !== "generic" || attached === undefined || !isRelational(attached))
      throw new LuxError("LUX-1405", `test "${test.name}" is declared on nothing that can be tested`, {
        place: test.place,
      })
    const reads = newReads()
    const around = { overrides, owner: test }
    const types = columnTypes.withRelations(overrides)
    const fragments = createFragments(rendering.dialects, types, (text) => textPlace(test, text))
    const ofEphemerals: string[] = []
    const readable = (named: Relation): string => {
      const { sql, macros } = readableSql(named, reads, overrides)
      ofEphemerals.push(...macros)
      return sql
    }
    const given = Object.fromEntries(
      Object.entries(definition.arguments).map(([name, argument]) => {
        const value = argumentValue(argument, around, reads)
        return [name, value instanceof Relation ? readable(value) : value]
      }),
    )
    const relation = readable(rendering.referTo(attached, around, reads))
    const { column } = definition
    const declared = attached.columns.find(({ name }) => name === column)
    return {
      relation,
      column: column === undefined ? "" : columnSql(attached, column),
      dataType: declared?.dataType,
      where: config.where === undefined ? undefined : fragments.translate(config.where),
      groupBy: config.groupBy.map(fragments.translate),
      arguments: given,
      translate: fragments.translate,
      macros: () => [...new Set([...fragments.macros(), ...ofEphemerals])],
      inputs: [...reads.inputs.values()],
      reads: [...reads.stored.values()],
    }
  }

  /** An ephemeral model is read as the query that it is. */
  function readableSql(
    relation: Relation,
    reads: Reads,
    overrides: Overrides,
  ): Pick<ExecutableSql, "sql" | "macros"> {
    const resource = rendering.resourceOf(relation)
    if (resource === undefined || !reads.ephemerals.has(resource.uniqueId))
      return { sql: String(relation), macros: [] }
    const sql = `select *\nfrom ${relation}`
    const own = { sql, authored: sql, macros: [], placeAt: () => resource.place, callersAt: () => [] }
    const whole = rendering.completed(own, reads, overrides)
    return { sql: `(\n${whole.sql}\n) as ${relation}`, macros: whole.macros }
  }

  function argumentValue(argument: TestArgument, around: Around, reads: Reads): unknown {
    if (argument.kind === "value") return argument.value
    if (argument.kind === "template")
      return renderValue(argument.template, rendering.contextFor(around, reads))
    return rendering.referTo(rendering.resourceNamed(argument.relation), around, reads)
  }
}
