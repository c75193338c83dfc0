import type {
  Column,
  Constraint,
  Project,
  RelationArgument,
  Resource,
  WrittenRows,
} from "../../project/types.ts"
import { YamlPlace } from "../../project/yaml/yaml-place.ts"
import { factsOf } from "../../template/facts.ts"
import type { Template } from "../../template/types.ts"
import type { LuxColumn, LuxNodeBody } from "./lux-graph.ts"
import { seedChecksum } from "./seed-checksum.ts"

/** What the files of a resource say, for `lux.json`. */
export function nodeBody(resource: Resource, key: string, project: Project): LuxNodeBody {
  const { name, path, fqn, description, tags, meta, group, unrendered } = resource
  return {
    key,
    resource_type: resource.type,
    name,
    package_name: resource.packageName,
    path,
    properties_path: "propertiesPath" in resource ? resource.propertiesPath : undefined,
    place: placeOf(resource),
    fqn,
    description,
    tags,
    meta,
    group,
    config: configOf(resource),
    unrendered,
    ...ownPart(resource, project),
  }
}

function configOf(resource: Resource): Readonly<Record<string, unknown>> {
  if ("config" in resource) return resource.config.raw
  return "raw" in resource ? resource.raw : {}
}

/** The line in a YAML file would have to be looked for; the keys are known. */
function placeOf({ place, path }: Resource): LuxNodeBody["place"] {
  return place instanceof YamlPlace
    ? { file: place.document.file.path, at: place.path }
    : { file: path, line: place.line }
}

function ownPart(resource: Resource, project: Project): Partial<LuxNodeBody> {
  switch (resource.type) {
    case "model":
      return {
        access: resource.access,
        version: resource.version,
        latest_version: resource.latestVersion,
        deprecation_date: resource.deprecationDate,
        sql: resource.template.text,
        columns: resource.columns.map(columnOf),
        constraints: resource.constraints.map(constraintOf),
        macros: macrosIn([resource.template, ...hooksOf(resource)], project),
      }
    case "seed":
      return {
        checksum: seedChecksum(resource),
        columns: resource.columns.map(columnOf),
        macros: macrosIn(hooksOf(resource), project),
      }
    case "snapshot":
      return {
        definition: { relation: writtenRelation(resource.relation) },
        columns: resource.columns.map(columnOf),
        macros: macrosIn(hooksOf(resource), project),
      }
    case "source":
      return {
        location: {
          schema: resource.unrendered?.["schema"] ?? resource.schema,
          identifier: resource.unrendered?.["identifier"] ?? resource.identifier,
          external: resource.unrendered?.["external"],
        },
        definition: { source_description: resource.sourceDescription, external: resource.external },
        columns: resource.columns.map(columnOf),
      }
    case "exposure": {
      const { label, exposureType, owner, url, maturity, dependsOn } = resource
      return {
        definition: {
          label,
          type: exposureType,
          owner,
          url,
          maturity,
          depends_on: dependsOn.map(writtenRelation),
          dashboard: resource.dashboard?.written,
        },
      }
    }
    case "collector":
      return { definition: collectorPart(resource) }
    case "unit_test":
      return { definition: unitTestPart(resource) }
    case "test":
      return testPart(resource, project)
  }
}

function testPart(
  { definition }: Extract<Resource, { type: "test" }>,
  project: Project,
): Partial<LuxNodeBody> {
  if (definition.kind === "singular")
    return { sql: definition.template.text, macros: macrosIn([definition.template], project) }
  const { test, column, attachedTo } = definition
  const args = Object.entries(definition.arguments).map(([name, argument]) => [
    name,
    argument.kind === "value"
      ? argument.value
      : argument.kind === "template"
        ? argument.template.text
        : writtenRelation(argument.relation),
  ])
  const templates = Object.values(definition.arguments).flatMap((argument) =>
    argument.kind === "template" ? [argument.template] : [],
  )
  const body = project.genericTests.get(test)?.body
  return {
    test,
    definition: { test, column, arguments: Object.fromEntries(args), attached_to: attachedTo },
    macros: macrosIn(body === undefined ? templates : [...templates, body], project),
  }
}

/** What is deployed: the infrastructure reads its schedules and limits here. */
function collectorPart(
  collector: Extract<Resource, { type: "collector" }>,
): Readonly<Record<string, unknown>> {
  const { every, unitList, units, settings, limits, writes } = collector
  return {
    function: collector.function,
    schedule: { every },
    unit_list: unitList,
    units,
    settings,
    limits,
    writes,
  }
}

/** Rows with what stands in the files that they are in. */
function unitTestPart({
  form,
  given,
  expect,
  overrides,
}: Extract<Resource, { type: "unit_test" }>): Readonly<Record<string, unknown>> {
  const { vars, macros, env, isIncremental } = overrides
  return {
    form,
    given: given.map(({ text, rows }) => ({ input: text, rows: writtenRowsPart(rows) })),
    expect: expect.map(({ model, rows, failingChecks }) => ({
      model: writtenRelation(model),
      rows: rows === undefined ? undefined : writtenRowsPart(rows),
      failing_checks: failingChecks,
    })),
    overrides: { vars, macros, env, isIncremental },
  }
}

function writtenRowsPart(rows: WrittenRows): unknown {
  switch (rows.kind) {
    case "dict":
      return rows.rows
    case "csv":
      return rows.text
    case "csv-file":
      return rows.file.text
    case "sql":
      return rows.sql.text
    case "files":
      return rows.files.map(({ path, text }) => ({ path, text }))
    case "own":
      return undefined
  }
}

type WithHooks = {
  readonly config: { readonly preHooks: readonly Hooked[]; readonly postHooks: readonly Hooked[] }
}
type Hooked = { readonly sql: Template }

function hooksOf({ config }: WithHooks): readonly Template[] {
  return [...config.preHooks, ...config.postHooks].map(({ sql }) => sql)
}

function macrosIn(templates: readonly Template[], project: Project): readonly string[] {
  const found = new Set(templates.flatMap((template) => factsOf(template, project.macros).macros))
  return [...found].filter((name) => project.macros.has(name)).sort()
}

function columnOf({ name, description, dataType, tags, meta, constraints }: Column): LuxColumn {
  return {
    name,
    description,
    data_type: dataType,
    tags: tags.length === 0 ? undefined : tags,
    meta: Object.keys(meta).length === 0 ? undefined : meta,
    constraints: constraints.length === 0 ? undefined : constraints.map(constraintOf),
  }
}

function constraintOf({ type, name, expression, columns, to, toColumns }: Constraint): unknown {
  return {
    type,
    name,
    expression,
    columns,
    to: to === undefined ? undefined : writtenRelation(to),
    to_columns: toColumns,
  }
}

/** `ref('orders', v=2)` */
function writtenRelation({ kind, parts, version }: RelationArgument): string {
  const given = parts.map((part) => `'${part}'`)
  return `${kind}(${[...given, ...(version === undefined ? [] : [`v=${version}`])].join(", ")})`
}
