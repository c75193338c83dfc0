/** What selections mean, as `lux ls` tells it. The expected sets follow dbt's documented rules and are written by hand. */
import { afterAll, describe, expect, it } from "vitest"
import type { SelectionOptions } from "../types.ts"
import { listedNames, makeSelectionProject, names } from "./selection-project.testkit.ts"

const { lux, remove } = makeSelectionProject()
afterAll(remove)

const ofOrders = "orders t_unique t_relation s_match"
const ofCustomers = "customers t_relation t_not_null"
const prices = "price_v1 price_v2 price_v3"
const staging = "stg_orders stg_customers stg_clicks"
const sources = "raw.orders raw.customers web.clicks"
const core = "revenue sessions s_match s_clicks"
const marts = `${ofOrders} customers t_not_null revenue sessions s_clicks`
const tests = "t_source t_unique t_relation t_not_null s_match s_clicks"
const models = `${staging} orders customers revenue sessions ${prices}`
const all = `${models} ${sources} ${tests} countries board`

describe("--select", () => {
  it.each<[string, string]>([
    // By name and folder.
    ["orders", ofOrders],
    ["fqn:orders", ofOrders],
    ["p.marts.orders", ofOrders],
    ["marts.orders", ofOrders],
    ["marts", marts],
    ["p.marts", marts],
    ["marts.core", core],
    ["core", ""],
    ["*.core.*", core],
    ["staging.*", `${staging} t_source`],
    ["stg_*", staging],
    ["stg_?rders", "stg_orders"],
    ["stg_[a-c]*", "stg_customers stg_clicks"],
    ["stg_[!o]*", "stg_customers stg_clicks"],
    ["t_unique", "t_unique"],
    ["countries", "countries"],
    ["raw", ""],
    ["price", prices],
    ["price.v2", "price_v2"],
    ["price_v2", "price_v2"],
    ["pricing.price", prices],
    // By path and file.
    ["path:models/marts/core", core],
    ["models/marts/core", core],
    ["./models/marts/core/", core],
    ["models/marts/core/revenue.sql", "revenue s_match"],
    ["path:models/*/stg_*.sql", "stg_orders stg_customers"],
    ["path:models/**/stg_*.sql", staging],
    ["models/marts/marts.yml", `${ofOrders} customers t_not_null revenue board`],
    ["file:revenue.sql", "revenue s_match"],
    ["revenue.sql", "revenue s_match"],
    ["file:revenue", "revenue s_match"],
    ["countries.csv", "countries"],
    ["sources.yml", `raw.orders raw.customers web.clicks t_source s_clicks`],
    // By what a resource is.
    ["tag:daily", `${ofOrders} stg_orders`],
    ["tag:mon*", ofOrders],
    ["tag:slow", "t_unique"],
    ["source:raw", "raw.orders raw.customers t_source"],
    ["source:raw.orders", "raw.orders"],
    ["source:p.web.clicks", "web.clicks s_clicks"],
    ["source:*", `${sources} t_source s_clicks`],
    ["exposure:board", "board"],
    ["exposure:*", "board"],
    ["resource_type:seed", "countries"],
    ["resource_type:test", tests],
    ["resource_type:source", `${sources} t_source s_clicks`],
    ["package:p", all],
    ["package:this", all],
    ["config.materialized:table", ofOrders],
    ["config.materialized:view", `${staging} revenue sessions ${prices} s_match s_clicks`],
    ["config.materialized:seed", "countries"],
    ["config.unique_key:country", ofCustomers],
    ["config.grants.select:reporter", ofCustomers],
    ["config.meta.contains_pii:true", "stg_clicks"],
    ["config.meta.contains_pii:True", "stg_clicks"],
    ["config.meta.contains_pii:false", ""],
    ["config.meta.owner:a*", "stg_clicks"],
    ["config.meta:owner", "stg_clicks"],
    ["config.severity:WARN", "t_not_null"],
    ["config.tags:money", ofOrders],
    ["test_type:generic", "t_source t_unique t_relation t_not_null"],
    ["test_type:singular", "s_match s_clicks"],
    ["test_type:data", tests],
    ["test_type:unit", ""],
    ["test_name:not_null", "t_source t_not_null"],
    ["test_name:*ique", "t_unique"],
    ["group:finance", `${ofOrders} revenue`],
    ["group:pr*", prices],
    ["access:public", ofOrders],
    ["access:private", prices],
    ["version:latest", "price_v2"],
    ["version:old", "price_v1"],
    ["version:prerelease", "price_v3"],
    // With what is before and behind.
    ["+orders", `${ofOrders} stg_orders stg_customers countries raw.orders raw.customers t_source`],
    ["1+orders", `${ofOrders} stg_orders stg_customers countries`],
    ["orders+", `${ofOrders} revenue board`],
    ["orders+1", `${ofOrders} revenue`],
    ["stg_orders+1", `stg_orders ${ofOrders}`],
    ["1+revenue+1", `revenue board ${ofOrders}`],
    [
      "+exposure:board",
      `board revenue sessions stg_clicks ${ofOrders} s_clicks stg_orders stg_customers
      countries ${sources} t_source`,
    ],
    ["source:web+", "web.clicks stg_clicks sessions s_clicks board"],
    [
      "@sessions",
      `sessions s_clicks web.clicks stg_clicks board revenue ${ofOrders} stg_orders stg_customers
      countries raw.orders raw.customers t_source`,
    ],
    // Joined.
    ["stg_orders countries", "stg_orders countries"],
    ["tag:daily,marts", ofOrders],
    ["orders,test_type:singular", "s_match"],
    ["orders,customers", "t_relation"],
    ["tag:daily,marts price.v1", `${ofOrders} price_v1`],
    ["+revenue,resource_type:seed", "countries"],
  ])("%s", async (selection, expected) => {
    expect(await listedNames(lux, { select: [selection] })).toEqual(names(expected))
  })
})

describe("--exclude, --indirect-selection and --resource-type", () => {
  it.each<[string, SelectionOptions, string]>([
    ["everything", {}, all],
    ["all but a model and its tests", { exclude: ["orders"] }, without(all, ofOrders)],
    ["all but models", { exclude: ["resource_type:model"] }, `${sources} t_source countries board`],
    ["a folder but a model", { select: ["marts"], exclude: ["customers"] }, without(marts, ofCustomers)],
    [
      "several exclusions unite",
      { select: ["marts"], exclude: ["customers", "marts.core"] },
      "orders t_unique",
    ],
    ["eager: of any parent", { select: ["orders"], indirectSelection: "eager" }, ofOrders],
    ["cautious: of all parents", { select: ["orders"], indirectSelection: "cautious" }, "orders t_unique"],
    [
      "cautious: parents from different words",
      { select: ["orders", "customers"], indirectSelection: "cautious" },
      "orders customers t_unique t_relation t_not_null",
    ],
    [
      "cautious: an intersection waits for its whole",
      { select: ["marts,tag:daily revenue"], indirectSelection: "cautious" },
      "orders t_unique revenue s_match",
    ],
    [
      "cautious: tests behind + come by the rule too",
      { select: ["orders+1"], indirectSelection: "cautious" },
      "orders revenue s_match t_unique",
    ],
    [
      "cautious: an exclusion takes only tests of it alone",
      { select: ["marts"], exclude: ["orders"], indirectSelection: "cautious" },
      without(marts, "orders t_unique s_clicks"),
    ],
    ["cautious: a source is a parent", { select: ["sessions"], indirectSelection: "cautious" }, "sessions"],
    ["buildable: an ancestor", { select: ["revenue"], indirectSelection: "buildable" }, "revenue s_match"],
    ["buildable: a source", { select: ["sessions"], indirectSelection: "buildable" }, "sessions s_clicks"],
    ["buildable: no other", { select: ["orders"], indirectSelection: "buildable" }, "orders t_unique"],
    ["empty", { select: ["orders"], indirectSelection: "empty" }, "orders"],
    [
      "empty: what is named stays",
      { select: ["orders t_relation"], indirectSelection: "empty" },
      "orders t_relation",
    ],
    ["types", { select: ["+orders"], resourceTypes: ["model"] }, "orders stg_orders stg_customers"],
    ["all types", { select: ["countries"], resourceTypes: ["all"] }, "countries"],
    [
      "excluded types",
      { select: ["+orders"], excludeResourceTypes: ["test", "source"] },
      "orders stg_orders stg_customers countries",
    ],
  ])("%s", async (_, options, expected) => {
    expect(await listedNames(lux, options)).toEqual(names(expected))
  })
})

describe("selectors.yml", () => {
  it.each<[string, SelectionOptions, string]>([
    ["a text", { selector: "text" }, `${ofOrders} stg_orders stg_customers countries`],
    ["a key and value", { selector: "pair" }, `${ofOrders} stg_orders`],
    ["a nested key", { selector: "nested_pair" }, "stg_clicks"],
    ["a full definition", { selector: "full" }, `${ofOrders} stg_orders stg_customers countries`],
    [
      "@",
      { selector: "at" },
      `web.clicks stg_clicks sessions s_clicks board revenue ${ofOrders}
      stg_orders stg_customers countries raw.orders raw.customers t_source`,
    ],
    ["an exclusion in a definition", { selector: "but" }, without(marts, `${ofOrders} ${ofCustomers}`)],
    ["a union with an exclusion", { selector: "union" }, "countries customers t_not_null"],
    ["an intersection with an exclusion", { selector: "intersection" }, "orders t_relation s_match"],
    ["another selector", { selector: "inherits" }, "countries customers t_not_null stg_clicks"],
    ["an indirect rule of its own", { selector: "cautious" }, "orders t_unique"],
    ["it goes before the flag", { selector: "cautious", indirectSelection: "eager" }, "orders t_unique"],
    ["the flag holds elsewhere", { selector: "orders", indirectSelection: "empty" }, "orders"],
    [
      "rules of their own may differ",
      { selector: "mixed" },
      "orders customers t_unique t_relation t_not_null",
    ],
    [
      "a test of both parts of an intersection waits",
      { selector: "whole" },
      "orders revenue t_unique s_match",
    ],
    [
      "a test waits only where all parts of an intersection know it",
      { selector: "half" },
      "orders customers",
    ],
    ["the default where nothing is selected", {}, "countries"],
    ["no default next to a selection", { select: ["sessions"] }, "sessions s_clicks"],
    ["no default next to an exclusion", { exclude: ["path:."] }, ""],
    ["as a method", { select: ["selector:cautious stg_clicks"] }, "orders t_unique stg_clicks"],
    ["as a method, joined", { select: ["selector:union,resource_type:model"] }, "customers t_not_null"],
    [
      "as a method, with what is behind",
      { select: ["selector:pair+1,resource_type:model"] },
      "orders stg_orders revenue t_unique t_relation s_match",
    ],
  ])("%s", async (_, options, expected) => {
    expect(await listedNames(named.lux, options)).toEqual(names(expected))
  })

  const named = makeSelectionProject({
    "selectors.yml": `selectors:
  - name: text
    definition: '1+orders'
  - name: pair
    definition: {tag: daily}
  - name: nested_pair
    definition: {config.meta.contains_pii: true}
  - name: full
    definition: {method: fqn, value: orders, parents: true, parents_depth: 1}
  - name: at
    definition: {method: fqn, value: sessions, childrens_parents: true}
  - name: but
    definition:
      method: fqn
      value: marts
      exclude: [orders, {method: fqn, value: customers}]
  - name: union
    description: two and not the third
    definition:
      union:
        - {file: countries.csv}
        - method: fqn
          value: customers
        - exclude: [t_relation]
  - name: intersection
    definition:
      intersection:
        - {tag: daily}
        - path:models/marts
        - exclude: [{test_name: unique}]
  - name: inherits
    definition:
      union:
        - {method: selector, value: union}
        - stg_clicks
  - name: cautious
    definition: {method: fqn, value: orders, indirect_selection: cautious}
  - name: orders
    definition: orders
  - name: mixed
    definition:
      union:
        - {method: fqn, value: orders, indirect_selection: cautious}
        - {method: fqn, value: customers, indirect_selection: cautious}
  - name: half
    definition:
      union:
        - intersection:
            - {method: fqn, value: orders, indirect_selection: cautious}
            - {method: fqn, value: orders, indirect_selection: empty}
        - {method: fqn, value: customers, indirect_selection: empty}
  - name: whole
    definition:
      union:
        - intersection:
            - {method: fqn, value: orders, indirect_selection: cautious}
            - {method: tag, value: daily, indirect_selection: cautious}
        - {method: fqn, value: revenue, indirect_selection: empty}
  - name: seeds
    default: '{{eq target.name "dev"}}'
    definition: {resource_type: seed}
  - name: production
    default: '{{eq target.name "prod"}}'
    definition: {resource_type: model}
`,
  })
  afterAll(named.remove)
})

describe("a selection that", () => {
  it.each<[string, SelectionOptions, string, string | undefined]>([
    [
      "names nothing",
      { select: ["revenu"] },
      '"revenu" selects nothing: no name or folder "revenu"',
      'Did you mean "revenue"?',
    ],
    [
      "has no such tag",
      { select: ["tag:dayly"] },
      '"tag:dayly" selects nothing: no tag "dayly"',
      'Did you mean "daily"?',
    ],
    [
      "has no such group",
      { select: ["+group:sales"] },
      '"+group:sales" selects nothing: no group "sales"',
      "There are: finance, pricing.",
    ],
    [
      "has no such value",
      { select: ["config.materialized:tabel"] },
      '"config.materialized:tabel" selects nothing: no config.materialized "tabel"',
      'Did you mean "table"?',
    ],
    [
      "excludes nothing",
      { exclude: ["source:row"] },
      '"source:row" selects nothing: no source "row"',
      'Did you mean "raw"',
    ],
    [
      "has nothing in common",
      { select: ["sessions,countries"] },
      '"sessions,countries" selects nothing: what its parts select has nothing in common',
      "A comma takes",
    ],
    [
      "leaves no type",
      { select: ["countries"], resourceTypes: ["model"] },
      "nothing of these resource types is selected",
      "The selection holds 1 of other types",
    ],
  ])("%s is a warning", async (_, options, message, hint) => {
    const own = makeSelectionProject()
    const nodes = await own.lux.list(options)
    own.remove()
    expect(nodes).toHaveLength("exclude" in options ? names(all).length : 0)
    expect(own.lux.warnings).toMatchObject([
      { code: "LUX-1212", message, hint: expect.stringContaining(hint ?? "") },
    ])
  })

  it.each<[string, SelectionOptions, string, string]>([
    ["joins @ and +", { select: ["@orders+"] }, "LUX-1210", '"@orders+" joins "@" and "+"'],
    ["has no value", { select: ["tag:"] }, "LUX-1210", '"tag:" is not a selection'],
    ["has an empty part", { select: ["orders,"] }, "LUX-1210", '"" is not a selection'],
    ["has no such method", { select: ["tags:daily"] }, "LUX-1211", '"tags" is not a way to select'],
    ["asks config for no key", { select: ["config:table"] }, "LUX-1211", '"config" is not a way to select'],
    ["asks for no such access", { select: ["access:open"] }, "LUX-1213", 'access does not take "open"'],
    ["names a source too long", { select: ["source:a.b.c.d"] }, "LUX-1213", "more than 3 parts"],
    ["compares with nothing", { select: ["state:modified"] }, "LUX-1214", "none is given"],
    ["names no selector", { selector: "nightly" }, "LUX-1216", 'there is no selector "nightly"'],
    ["selects twice", { selector: "a", select: ["b"] }, "LUX-1217", "next to --select"],
  ])("%s is an error", async (_, options, code, message) => {
    await expect(lux.list(options)).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
  })

  it.each<[string, string, string, number]>([
    ["no list", "selectors: nightly\n", "LUX-1005", 1],
    ["an unknown key", "selectors:\n  - {name: a, definition: x, defaults: true}\n", "LUX-1004", 2],
    [
      "an unknown key of a definition",
      "selectors:\n  - name: a\n    definition: {method: tag, value: x, parent: true}\n",
      "LUX-1004",
      3,
    ],
    ["a definition that is a list", "selectors:\n  - name: a\n    definition: [x]\n", "LUX-1215", 3],
    ["two keys", "selectors:\n  - name: a\n    definition: {tag: x, path: y}\n", "LUX-1215", 3],
    [
      "a union next to something",
      "selectors:\n  - name: a\n    definition: {union: [a], exclude: [b]}\n",
      "LUX-1215",
      3,
    ],
    [
      "a wrong rule",
      "selectors:\n  - name: a\n    definition: {method: tag, value: x, indirect_selection: greedy}\n",
      "LUX-1215",
      3,
    ],
    ["a text that is not a selection", "selectors:\n  - name: a\n    definition: '@x+'\n", "LUX-1210", 3],
    [
      "two of a name",
      "selectors:\n  - {name: a, definition: x}\n  - {name: a, definition: y}\n",
      "LUX-1050",
      3,
    ],
    [
      "two defaults",
      "selectors:\n  - {name: a, default: true, definition: x}\n  - {name: b, default: true, definition: y}\n",
      "LUX-1215",
      3,
    ],
  ])("is defined with %s is an error at its line", async (_, text, code, line) => {
    const own = makeSelectionProject({ "selectors.yml": text })
    await expect(own.lux.parse()).rejects.toMatchObject({ code, place: { file: "selectors.yml", line } })
    own.remove()
  })

  it("names itself is an error", async () => {
    const own = makeSelectionProject({
      "selectors.yml":
        "selectors:\n  - {name: a, definition: {selector: b}}\n  - {name: b, definition: 'selector:a'}\n",
    })
    await expect(own.lux.list({ selector: "a" })).rejects.toMatchObject({
      code: "LUX-1218",
      message: "selectors name each other in a circle: a -> b -> a",
    })
    own.remove()
  })
})

function without(from: string, some: string): string {
  const gone = new Set(names(some))
  return names(from)
    .filter((name) => !gone.has(name))
    .join(" ")
}
