import * as z from "zod"
import { selectorsFileSchema } from "../graph/named-selections.ts"
import { indirectSelections } from "../graph/selection.ts"
import { collectorsSchema } from "../project/collectors/declaration.ts"
import {
  exposureConfigSchema,
  modelConfigSchema,
  seedConfigSchema,
  snapshotConfigSchema,
  sourceConfigSchema,
  testConfigSchema,
  unitTestConfigSchema,
} from "../project/config/config-schemas.ts"
import { packageSchemas } from "../project/packages/read-asked.ts"
import { projectFileSchema } from "../project/project-file.ts"
import {
  type ConfiguredKind,
  type FolderKey,
  type ResourceKindFacts,
  resourceKinds,
} from "../project/resource-kinds.ts"
import { contractSchema } from "../project/resources/governance-schemas.ts"
import { targetKinds } from "../project/target/target-kinds.ts"
import { type WarehouseType, warehouseTypes } from "../project/warehouses.ts"
import { isMap } from "../project/yaml/is-map.ts"
import { propertiesSchema } from "../project/yaml/properties-file.ts"
import { numeric, texts } from "../project/yaml/value-schemas.ts"
import type { CheckKind } from "../quality/check-kinds/check-kind.ts"
import { checkKinds } from "../quality/check-kinds/check-kinds.ts"
import { type JsonSchema, withDescriptions } from "./describe-keys.ts"

/** JSON Schemas (draft 7) of the YAML files of a project, by file name: what editors complete and check by. */
export function yamlSchemas(): Readonly<Record<string, JsonSchema>> {
  const documents = {
    "lux_project.schema.json": projectSchema(),
    "properties.schema.json": propertiesFileSchema(),
    "selectors.schema.json": selectorsSchema(),
    "packages.schema.json": packagesSchema(),
    "collectors.schema.json": collectorsFileSchema(),
  }
  const $schema = "http://json-schema.org/draft-07/schema#"
  return Object.fromEntries(Object.entries(documents).map(([name, schema]) => [name, { $schema, ...schema }]))
}

/** Configuration of each kind of resource, and where the meaning of its keys is looked up. */
const configs: Readonly<Record<FolderKey, readonly [schema: z.ZodType, ...kinds: string[]]>> = {
  models: [modelConfigSchema, "model_config", "relation_config"],
  seeds: [seedConfigSchema, "seed_config", "relation_config"],
  snapshots: [snapshotConfigSchema, "snapshot_config", "relation_config"],
  sources: [sourceConfigSchema],
  exposures: [exposureConfigSchema],
  data_tests: [testConfigSchema, "test_config"],
}
const kinds = Object.keys(configs).flatMap((key) =>
  Object.keys(resourceKinds)
    .filter(isConfigured)
    .filter((kind) => resourceKinds[kind].folderKey === key),
)

function isConfigured(kind: string): kind is ConfiguredKind {
  const facts: Readonly<Record<string, ResourceKindFacts>> = resourceKinds
  return facts[kind]?.folderKey !== undefined
}

function projectSchema(): JsonSchema {
  const folder = (kind: ConfiguredKind) => orNull(ref(`${kind}_folder`))
  const folders = Object.fromEntries(
    kinds.map((kind) => [`project.${resourceKinds[kind].folderKey}`, folder(kind)]),
  )
  const whole = withDescriptions(templated(jsonSchemaOf(projectFileSchema)), ["project"], {
    ...folders,
    "project.tests": folder("test"),
    "project.targets": orNull({ type: "object", additionalProperties: ref("target") }),
  })
  return {
    ...whole,
    title: "lux_project.yml",
    definitions: {
      target: targetDefinition(),
      ...configDefinitions(),
      ...Object.fromEntries(kinds.map((kind) => [`${kind}_folder`, folderSchema(kind)])),
    },
  }
}

/** By its type, so that what is wrong is told of that type alone. */
function targetDefinition(): JsonSchema {
  const ofType = (type: WarehouseType): JsonSchema => {
    const isIt = { properties: { type: { const: type } }, required: ["type"] }
    // biome-ignore lint/suspicious/noThenProperty: it is a word of JSON Schema.
    return { if: isIt, then: templated(jsonSchemaOf(targetKinds[type].schema)) }
  }
  const whole = {
    type: "object",
    properties: { type: { enum: warehouseTypes } },
    required: ["type"],
    allOf: warehouseTypes.map(ofType),
  }
  return withDescriptions(whole, ["targets"])
}

function propertiesFileSchema(): JsonSchema {
  const config = (kind: ConfiguredKind) => orNull(ref(`${kind}_config`))
  const declared = orNull({ type: "array", items: ref("data_test") })
  const tested = ["models", "versions", "seeds", "snapshots", "tables", "columns"]
  const whole = withDescriptions(jsonSchemaOf(propertiesSchema), ["properties"], {
    ...Object.fromEntries(kinds.map((kind) => [`${resourceKinds[kind].yamlKey}.config`, config(kind)])),
    "versions.config": config("model"),
    "tables.config": config("source"),
    "tests.config": config("test"),
    "unit_tests.config": orNull(ref("unit_test_config")),
    ...Object.fromEntries(
      tested.flatMap((kind) => [
        [`${kind}.data_tests`, declared],
        [`${kind}.tests`, declared],
      ]),
    ),
  })
  return {
    ...whole,
    title:
      "Properties of models, seeds, snapshots, sources, macros, exposures, groups, data tests and unit tests",
    definitions: {
      ...configDefinitions(),
      unit_test_config: withDescriptions(templated(jsonSchemaOf(unitTestConfigSchema)), []),
      data_test: dataTestSchema(),
      data_test_use: dataTestUseSchema(),
    },
  }
}

function selectorsSchema(): JsonSchema {
  const whole = withDescriptions(jsonSchemaOf(selectorsFileSchema), ["selectors_file"], {
    "selectors.definition": ref("definition"),
  })
  return { ...whole, title: "selectors.yml", definitions: { definition: definitionSchema() } }
}

function packagesSchema(): JsonSchema {
  const forms = Object.values(packageSchemas).map((schema) => templated(jsonSchemaOf(schema)))
  const file = {
    type: "object",
    properties: { packages: orNull({ type: "array", items: { anyOf: forms } }) },
    additionalProperties: false,
  }
  const written = { "packages.revision": revision, "packages.version": revision }
  return { ...withDescriptions(file, ["packages_file"], written), title: "packages.yml" }
}

/** The functions read the file too, so nothing in it is a template. */
function collectorsFileSchema(): JsonSchema {
  const whole = withDescriptions(jsonSchemaOf(collectorsSchema), ["collectors_file"])
  return { ...whole, title: "lambdas/collectors.yml" }
}

/** A configuration under `config:`. Dashes and underscores are the same there. */
function configDefinitions(): JsonSchema {
  return Object.fromEntries(kinds.map((kind) => [`${kind}_config`, configSchema(kind)]))
}

function configSchema(kind: ConfiguredKind): JsonSchema {
  const [schema, ...places] = configs[resourceKinds[kind].folderKey]
  const described = withDescriptions(templated(jsonSchemaOf(schema)), places)
  const names = Object.keys(propertiesOf(described)).filter((key) => key.includes("_"))
  return { ...described, patternProperties: { [`^${dashed(names)}$`]: {} } }
}

/** Keys as they may be written too, and are not offered. */
function dashed(keys: readonly string[]): string {
  const names = keys.filter((key) => key.includes("_")).map((key) => key.replaceAll("_", "-"))
  return `(${names.join("|")})`
}

/** A folder has configuration with `+`, plain values without, and folders or single resources below it. */
function folderSchema(kind: ConfiguredKind): JsonSchema {
  const plain = Object.entries(propertiesOf(configSchema(kind)))
  const marked = Object.fromEntries(plain.map(([key, value]) => [`+${key}`, value]))
  const unmarked = Object.fromEntries(
    plain.map(([key, value]) => [
      key,
      {
        ...(isMap(value) ? { description: value["description"] } : {}),
        anyOf: [value, ref(`${kind}_folder`)],
      },
    ]),
  )
  const names = plain.map(([key]) => key)
  return {
    type: "object",
    properties: { ...marked, ...unmarked },
    patternProperties: {
      [`^\\+?${dashed(names)}$`]: {},
      [`^\\+(?!(${names.join("|").replaceAll("_", "[_-]")})$)`]: false,
    },
    additionalProperties: orNull(ref(`${kind}_folder`)),
  }
}

/** `- unique`, `- accepted_values: {...}` or `- {test_name: unique, name: ...}`. */
function dataTestSchema(): JsonSchema {
  const meanings = ["data_test", "test_config"]
  const checks = [...checkKinds.values()].map((kind) => [kind.name, checkSchema(kind)] as const)
  const written = withDescriptions(
    { type: "object", properties: { test_name: { type: "string" } } },
    meanings,
  )
  const entry = {
    ...written,
    properties: { ...propertiesOf(written), ...Object.fromEntries(checks) },
    additionalProperties: true,
  }
  return { anyOf: [{ type: "string" }, entry] }
}

/** What every data test may say. */
function dataTestUseSchema(): JsonSchema {
  const properties = {
    ...propertiesOf(configSchema("test")),
    name: { type: "string" },
    description: { type: "string" },
    config: ref("test_config"),
    arguments: { type: "object" },
  }
  return withDescriptions({ type: "object", properties }, ["data_test", "test_config"])
}

/** Arguments stand next to the configuration or under `arguments:`, so none is required in either place. */
function checkSchema({ args, says }: CheckKind): JsonSchema {
  const properties = propertiesOf(withDescriptions(templated(jsonSchemaOf(args)), ["check_argument"]))
  return { description: says, ...orNull({ allOf: [ref("data_test_use"), { properties }] }) }
}

/** A definition of a selector nests. */
function definitionSchema(): JsonSchema {
  const many = { type: "array", items: ref("definition") }
  const full = {
    type: "object",
    properties: {
      method: { type: "string" },
      value: { type: ["string", "number", "boolean"] },
      children: { type: "boolean" },
      parents: { type: "boolean" },
      children_depth: { type: "integer", minimum: 0 },
      parents_depth: { type: "integer", minimum: 0 },
      childrens_parents: { type: "boolean" },
      indirect_selection: { enum: [...indirectSelections] },
      exclude: many,
    },
    required: ["method", "value"],
    additionalProperties: false,
  }
  const one = (key: string): JsonSchema => ({
    type: "object",
    properties: { [key]: many },
    required: [key],
    additionalProperties: false,
  })
  const short = {
    type: "object",
    propertyNames: { pattern: "^(?!(method|value|union|intersection|exclude)$)" },
    additionalProperties: { type: ["string", "number", "boolean"] },
    minProperties: 1,
    maxProperties: 1,
  }
  const forms = [full, one("union"), one("intersection"), one("exclude"), short]
  return {
    anyOf: [{ type: "string" }, ...forms.map((form) => withDescriptions(form, ["definition"]))],
  }
}

/** What people write, before lux fills in what is left open. */
function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema, ...plain } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-07",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === numeric) becomes(jsonSchema, { type: "number" })
      if (zodSchema === texts) becomes(jsonSchema, { anyOf: [{ type: "string" }, listOfTexts] })
      if (zodSchema === contractSchema)
        becomes(jsonSchema, { anyOf: [{ const: "enforced" }, { ...jsonSchema }] })
    },
  })
  return plain
}

/** `1.0` without quotes is a number. */
const revision = { type: ["string", "number"] }
const listOfTexts = { type: "array", items: { type: "string" } }

function becomes(schema: object, other: JsonSchema): void {
  for (const key of Object.keys(schema)) Reflect.deleteProperty(schema, key)
  Object.assign(schema, other)
}

/**
 * The schema where a value may also be a template, a text with `{{`: it is rendered before it is read. A template may stand for each
 * of several forms, so that `oneOf` becomes `anyOf`.
 */
function templated(schema: JsonSchema): JsonSchema {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([word, value]) => [
      word === "oneOf" ? "anyOf" : word,
      templatedDeeper(value),
    ]),
  )
  const fixed =
    ["boolean", "integer", "number"].includes(String(schema["type"])) ||
    ["enum", "const"].some((word) => word in schema) ||
    typeof schema["pattern"] === "string"
  return fixed ? { anyOf: [inner, { type: "string", pattern: "\\{\\{" }] } : inner
}

function templatedDeeper(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(templatedDeeper)
  return isMap(value) ? templated(value) : value
}

function propertiesOf({ properties }: JsonSchema): JsonSchema {
  return isMap(properties) ? properties : {}
}

function orNull(schema: JsonSchema): JsonSchema {
  return { anyOf: [schema, { type: "null" }] }
}

function ref(definition: string): JsonSchema {
  return { $ref: `#/definitions/${definition}` }
}
