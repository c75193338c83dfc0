import { LuxError, type Place } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { qualifiedName } from "../../template/facts.ts"
import type { GenericTest } from "../../template/types.ts"
import type { ConfigLayer } from "../config/config-layers.ts"
import { type TestConfigValues, testConfigSchema } from "../config/config-schemas.ts"
import { configOf } from "../config/node-config.ts"
import type { Loading } from "../loading.ts"
import { describe } from "../resources/docs-blocks.ts"
import { inFileLayers } from "../resources/properties-entries.ts"
import type { PlacedColumn } from "../resources/versions.ts"
import type { DataTest, TestConfig } from "../types.ts"
import type { ColumnProperties } from "../yaml/properties-file.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import { partsOf } from "./raw-test.ts"
import { argumentOf, checkArguments, type Tested, testDigest, testName } from "./test-arguments.ts"
import { hereCalled } from "./tests-elsewhere.ts"

interface Declared {
  readonly data_tests?: readonly unknown[] | undefined
  readonly tests?: readonly unknown[] | undefined
}

/** The tests that an entry declares on a resource and on its columns. */
export function readDataTests(
  resource: Tested,
  properties: Declared & { readonly columns: readonly ColumnProperties[] },
  document: YamlDocument,
  path: YamlPath,
  loading: Loading,
): readonly DataTest[] {
  const columns = properties.columns.map((column, index) => ({
    properties: column,
    path: [...path, "columns", index],
  }))
  return placedTests(resource, { properties, path }, columns, document, loading)
}

/** The tests of a resource and of its columns, wherever in the document these stand. */
export function placedTests(
  resource: Tested,
  declared: { readonly properties: Declared; readonly path: YamlPath },
  columns: readonly PlacedColumn[],
  document: YamlDocument,
  loading: Loading,
): readonly DataTest[] {
  const own = written(declared.properties, document, declared.path, loading)
  const onColumns = columns.flatMap(({ properties, path }) =>
    written(properties, document, path, loading).map((each) => ({ ...each, column: properties.name })),
  )
  return [...own, ...onColumns].flatMap(({ test, at, column }) => {
    const read = loading.problems.attempt(() => readDataTest(test, resource, column, document, at, loading))
    return read === undefined ? [] : [read]
  })
}

interface WrittenAt {
  readonly test: unknown
  readonly at: YamlPath
  readonly column?: string
}

function written(
  declared: Declared,
  document: YamlDocument,
  path: YamlPath,
  loading: Loading,
): readonly WrittenAt[] {
  if (declared.data_tests !== undefined && declared.tests !== undefined)
    loading.problems.add(testsTwice(document, path))
  const key = declared.data_tests === undefined ? "tests" : "data_tests"
  return (declared.data_tests ?? declared.tests ?? []).map((test, index) => ({
    test,
    at: [...path, key, index],
  }))
}

export function testsTwice(document: YamlDocument, path: YamlPath): LuxError {
  return new LuxError("LUX-1040", '"tests" stands next to "data_tests"', {
    place: document.placeOf([...path, "tests"], "key"),
    hint: "They are the same: put all under data_tests.",
  })
}

function readDataTest(
  test: unknown,
  resource: Tested,
  column: string | undefined,
  document: YamlDocument,
  path: YamlPath,
  loading: Loading,
): DataTest | undefined {
  const { problems, packageName } = loading
  // Places are found when they are asked for: most tests never have a problem.
  const place = (): Place => document.placeOf(path)
  const parts = partsOf(test, document, path, loading)
  const generic = loading.genericTests.get(parts.test)
  if (generic === undefined && !loading.allMacrosRead) return undefined
  if (generic === undefined)
    throw new LuxError("LUX-1041", `there is no generic test "${parts.test}"`, {
      place: place(),
      hint:
        inPackages(parts.test, loading.genericTests) ??
        elsewhere(parts.test, loading.genericTests) ??
        [
          didYouMean(parts.test, loading.genericTests.keys()),
          `One of your own is written in tests/generic/: {{#test "${parts.test}" "model" "column_name"}}...{{/test}}. Those of lux are in docs/guides/checks.md.`,
        ]
          .filter((hint) => hint !== undefined)
          .join(" "),
    })
  const named = { ...parts.arguments }
  const columnArgument = named["column_name"]
  if (column === undefined && typeof columnArgument?.value === "string") delete named["column_name"]
  const tested = column ?? (typeof columnArgument?.value === "string" ? columnArgument.value : undefined)
  checkArguments(
    generic,
    Object.keys(named),
    tested,
    (name) => document.placeOf(named[name]?.path ?? path, "key"),
    place,
  )
  const config = configOf(
    testConfigSchema,
    [
      ...loading.configs.data_tests.layersFor(resource.fqn),
      ...layersOfGeneric(generic, named, tested, loading),
      ...parts.config,
      ...loading.configs.data_tests.overridesFor(resource.fqn),
    ],
    loading,
  )
  if (config === undefined) return undefined
  const generated = parts.name === undefined ? testName(parts.test, resource, tested, named) : undefined
  const name = parts.name ?? generated?.name ?? parts.test
  return {
    type: "test",
    uniqueId: `test.${packageName}.${name}.${testDigest(parts.test, resource, tested, named, parts.name)}`,
    name,
    packageName,
    path: document.file.path,
    fqn: [...resource.fqn.slice(0, -1), name],
    place: new YamlPlace(document, path),
    description: describe(parts.description, loading.docs, place, problems),
    tags: config.merged.tags ?? [],
    meta: config.merged.meta ?? {},
    enabled: config.merged.enabled ?? true,
    unrendered: config.unrendered,
    group: resource.group,
    shortName: generated?.short ?? name,
    storeFailures: config.merged.store_failures ?? false,
    config: testConfig(config.merged, config.raw),
    definition: {
      kind: "generic",
      test: qualifiedName(generic),
      arguments: Object.fromEntries(
        Object.entries(named).map(([key, each]) => [key, argumentOf(each.value, document, each.path)]),
      ),
      attachedTo: resource.uniqueId,
      column: tested,
    },
  }
}

/** What the generic test itself sets, for all that are declared with it. */
function layersOfGeneric(
  generic: GenericTest,
  named: Readonly<Record<string, { readonly value: unknown }>>,
  column: string | undefined,
  loading: Loading,
): readonly ConfigLayer[] {
  // The many of the catalog have no template.
  if (generic.body.program.body.length === 0) return []
  const defaults = generic.parameters.map(({ name, default: value }) => [name, value])
  const given = Object.entries(named).map(([name, { value }]) => [name, value])
  const scope = { ...Object.fromEntries([...defaults, ...given]), column_name: column }
  const macros = generic.scope?.macros ?? loading.macros
  const { problems, context } = loading
  return inFileLayers(generic.body, { problems, context: { ...context, macros } }, scope)
}

/** Tests of dbt-expectations and its like have other names here. */
function elsewhere(name: string, tests: Loading["genericTests"]): string | undefined {
  const own = name.slice(name.lastIndexOf(".") + 1)
  const here = tests.has(own) ? own : hereCalled(name)
  return here === undefined ? undefined : `Here it is "${here}".`
}

/** A name that several packages have means none of them by itself. */
function inPackages(name: string, tests: Loading["genericTests"]): string | undefined {
  const [first, second, ...more] = [...tests.keys()].filter((key) => key.endsWith(`.${name}`))
  return first === undefined || second === undefined
    ? undefined
    : `Several packages have it: write ${[first, second, ...more].join(" or ")}.`
}

/** A test's configuration with what is so where nothing is said. */
export function testConfig(config: TestConfigValues, raw: Readonly<Record<string, unknown>>): TestConfig {
  return {
    severity: config.severity ?? "error",
    warnIf: config.warn_if ?? "!= 0",
    errorIf: config.error_if ?? "!= 0",
    where: config.where ?? undefined,
    limit: config.limit ?? undefined,
    failCalc: config.fail_calc ?? "count(*)",
    mostly: config.mostly,
    onFail: config.on_fail ?? "fail",
    minRows: config.min_rows,
    groupBy: config.group_by ?? [],
    storeFailuresSchema: config.schema,
    raw,
  }
}
