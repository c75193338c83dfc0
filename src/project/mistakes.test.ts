import { describe, expect, it } from "vitest"
import { eachMistake, type Files, mistakes, projectFile } from "./written-project.testkit.ts"

const model: Files = { "models/a.sql": "select 1" }
const properties = (text: string): Files => ({ ...model, "models/p.yml": text })
const project = (text: string): Files => ({ ...model, "lux_project.yml": `${projectFile}${text}` })

describe("what is not YAML", () => {
  eachMistake([
    [
      "a tab",
      properties("models:\n\t- name: a\n"),
      "LUX-1002 models/p.yml:2:1 this cannot be read as YAML: tab characters must not be used in indentation | Indent with spaces.",
    ],
    [
      "bad indentation",
      properties("models:\n  - name: a\n   description: x\n"),
      "LUX-1002 models/p.yml:3:4 this cannot be read as YAML: bad indentation of a sequence entry | What belongs together starts in the same column.",
    ],
    [
      "a comma in a text without quotes",
      properties("models:\n  - {name: a, config: {alias: concat('a', \"b\")}}\n"),
      expect.stringMatching(
        /^LUX-1002 models\/p.yml:2:.* \| Inside \{ \} and \[ \], a text with a comma or a brace needs quotes\.$/,
      ),
    ],
    [
      "a key twice",
      properties("models:\n  - name: a\n    description: x\n    description: y\n"),
      'LUX-1002 models/p.yml:4:5 "description" is there twice | Put what belongs under it together.',
    ],
    [
      "two documents",
      properties("models: []\n---\nseeds: []\n"),
      "LUX-1002 models/p.yml:3:1 there is a second YAML document in this file | Put it into a file of its own, or take out the line with ---.",
    ],
    [
      "templates without quotes, all of them",
      properties('models:\n  - name: a\n    description: {{doc "x"}}\n    tags: [{{var "y"}}]\n'),
      `LUX-1003 models/p.yml:3:18 a template in YAML needs quotes around it | Without them YAML reads a map. Write '{{doc "x"}}'.`,
      `LUX-1003 models/p.yml:4:12 a template in YAML needs quotes around it | Without them YAML reads a map. Write '{{var "y"}}'.`,
    ],
    [
      "a template without quotes that YAML cannot even read",
      { "lux_project.yml": 'name: shop\ntargets:\n  dev:\n    path: {{env "HOME"}}/x.duckdb\n' },
      `LUX-1003 lux_project.yml:4:11 a template in YAML needs quotes around it | Without them YAML reads a map. Write '{{env "HOME"}}/x.duckdb'.`,
    ],
    [
      "a mustache with nothing but a name",
      { "lux_project.yml": "name: shop\ntargets: {dev: {type: duckdb, path: {{home}}}}\n" },
      "LUX-1003 lux_project.yml:2:37 a template in YAML needs quotes around it | Without them YAML reads a map. Write '{{home}}'.",
    ],
  ])

  it("braces in a block of text are not mistake", async () => {
    expect(
      await mistakes(properties("models:\n  - name: a\n    description: |\n      see: {{x}}\n")),
    ).toEqual([])
  })
})

describe("lux_project.yml", () => {
  eachMistake([
    ["nothing in it", { "lux_project.yml": "" }, 'LUX-1005 lux_project.yml:1:1 "name" is missing'],
    ["a list", { "lux_project.yml": "- name: shop\n" }, "LUX-1005 lux_project.yml:1:1 this must be a map"],
    [
      "no target",
      { "lux_project.yml": "name: shop\n" },
      "LUX-1010 lux_project.yml:1:1 the project has no target | Write one into lux_project.yml, such as targets: {dev: {type: duckdb}}.",
    ],
    [
      "a target that is not there",
      project("target: def\n"),
      'LUX-1010 lux_project.yml:3:9 there is no target "def" | Did you mean "dev"?',
    ],
    [
      "a target of an unknown type",
      { "lux_project.yml": "name: shop\ntargets:\n  dev: {type: snowflake}\n" },
      'LUX-1011 lux_project.yml:3:15 target "dev" has the unknown type "snowflake" | Known: duckdb, redshift, postgres.',
    ],
    [
      "keys and values of a target",
      {
        "lux_project.yml": "name: shop\ntargets:\n  dev: {type: duckdb, thread: 4, threads: many, path: 5}\n",
      },
      'LUX-1004 lux_project.yml:3:23 "thread" is not known here | Did you mean "threads"?',
      'LUX-1005 lux_project.yml:3:43 "threads" must be a whole number',
      'LUX-1005 lux_project.yml:3:55 "path" must be a text | Put it in quotes: "5".',
    ],
    [
      "a database in memory",
      { "lux_project.yml": "name: shop\ntargets:\n  dev: {type: duckdb, path: ':memory:'}\n" },
      'LUX-2630 lux_project.yml:3:23 target "dev" has no file: in memory nothing would be there after the command | Leave path out, or name a file: data/lux.duckdb.',
    ],
    [
      "a Redshift that is nowhere, and one in two places",
      {
        "lux_project.yml": "name: shop\ntargets:\n  dev: {type: redshift, database: dev, workgrup: w}\n",
      },
      'LUX-2630 lux_project.yml:3:3 target "dev" does not say where Redshift is | Give workgroup (serverless) or cluster_id (provisioned) for the Data API, or host for the Postgres protocol.',
      'LUX-1004 lux_project.yml:3:40 "workgrup" is not known here | Did you mean "workgroup"?',
    ],
    [
      "a Redshift in two places, without a database",
      {
        "lux_project.yml": "name: shop\ntargets:\n  dev: {type: redshift, workgroup: w, cluster_id: c}\n",
      },
      'LUX-2630 lux_project.yml:3:3 target "dev" says no "database" | database: dev',
      'LUX-2630 lux_project.yml:3:25 target "dev" has "cluster_id" and "workgroup" | It is one of them that it is reached by: take the others out.',
    ],
    [
      "stage models on EMR Serverless without an application, whose batches are on this machine",
      {
        "lux_project.yml":
          "name: shop\ntargets:\n  dev: {type: duckdb, path: x.duckdb, batches: 's3://b/p', spark: emr-serverless}\n",
      },
      'LUX-3270 lux_project.yml:3:60 target "dev" does not say which EMR Serverless application runs stage models | spark: {run_on: emr-serverless, application_id: 00f..., role: arn:aws:iam::...:role/...}',
    ],
    [
      "an application of EMR Serverless, and batches on this machine",
      {
        "lux_project.yml":
          "name: shop\ntargets:\n  dev: {type: duckdb, path: x.duckdb, batches: b, spark: {run_on: emr-serverless, application_id: a, role: r}}\n",
      },
      expect.stringMatching(
        /^LUX-3270 lux_project\.yml:3:51 target "dev" runs stage models on emr-serverless and keeps its batches at /,
      ),
    ],
    [
      "a cluster without anybody to log in as",
      {
        "lux_project.yml": "name: shop\ntargets:\n  dev: {type: redshift, database: d, cluster_id: c}\n",
      },
      'LUX-2630 lux_project.yml:3:38 target "dev" has a "cluster_id", and says not as whom to log in | Give db_user, for which IAM gives a temporary password, or secret_arn.',
    ],
    [
      "a Postgres with a port and an sslmode that cannot be",
      {
        "lux_project.yml":
          "name: shop\ntargets:\n  dev: {type: postgres, host: h, dbname: d, port: 99999, sslmode: require_it}\n",
      },
      'LUX-1005 lux_project.yml:3:51 "port" must be a port: a whole number from 1 to 65535',
      'LUX-1005 lux_project.yml:3:67 "sslmode" must be one of "disable", "allow", "prefer", "require", "verify-ca", "verify-full" | Did you mean "require"?',
    ],
    [
      "an unknown key",
      project("modle-paths: [models]\n"),
      'LUX-1004 lux_project.yml:3:1 "modle-paths" is not known here | Did you mean "model-paths"?',
    ],
    [
      "values of the wrong kind",
      project("dialect: mysql\nmodel-paths: {a: b}\nquery-comment: {comment: x, apend: true}\n"),
      'LUX-1005 lux_project.yml:3:10 "dialect" must be one of "redshift", "duckdb", "postgres"',
      'LUX-1005 lux_project.yml:4:14 "model-paths" must be a text or a list of texts',
      'LUX-1004 lux_project.yml:5:29 "apend" is not known here | Did you mean "append"?',
    ],
    [
      "a name with other characters",
      { "lux_project.yml": "name: my-shop\ntargets: {dev: {type: duckdb}}\n" },
      'LUX-1005 lux_project.yml:1:7 "name" must be a name of letters, digits and underscores',
    ],
    [
      "an environment variable that is not set",
      {
        "lux_project.yml": `name: shop\ntargets:\n  dev:\n    type: duckdb\n    path: '{{env "DATABASE"}}'\n`,
      },
      'LUX-1015 lux_project.yml:5:12 environment variable "DATABASE" is not set | Set it, write it into .env, or give a default: {{env "DATABASE" "..."}}.',
    ],
    [
      "an environment variable in vars, said once",
      project(`vars:\n  top: '{{env "TOP"}}'\n`),
      'LUX-1015 lux_project.yml:4:9 environment variable "TOP" is not set | Set it, write it into .env, or give a default: {{env "TOP" "..."}}.',
    ],
    [
      "a var that is not set",
      project(`vars: {schema: x}\nmodels:\n  +schema: '{{var "shcema"}}'\n`),
      'LUX-1014 lux_project.yml:5:13 var "shcema" is not set | Did you mean "schema"? Set it under vars: in lux_project.yml, with --vars, or give a default: {{var "shcema" "..."}}.',
    ],
    [
      "ref in configuration",
      project(`models:\n  +alias: '{{ref "a"}}'\n`),
      "LUX-1013 lux_project.yml:4:12 ref cannot be used in configuration | Configuration is read before anything is built: it knows var, env and target.",
    ],
    [
      "a folder's configuration, said once for all its models",
      {
        ...project("models:\n  shop:\n    +materialised: table\n    +tags: {a: b}\n"),
        "models/b.sql": "select 2",
      },
      'LUX-1004 lux_project.yml:5:5 "materialised" is not known here | Did you mean "materialized"?',
      'LUX-1005 lux_project.yml:6:12 "tags" must be a text or a list of texts',
    ],
    [
      "tests next to data_tests",
      project("tests: {+severity: warn}\ndata_tests: {+severity: error}\n"),
      'LUX-1040 lux_project.yml:3:1 "tests" stands next to "data_tests" | They are the same: put all under data_tests.',
    ],
    [
      "templates that cannot be parsed",
      project("on-run-start: ['select {{']\nquery-comment: '{{#if}}'\n"),
      expect.stringMatching(/^LUX-1101 lux_project.yml:3:/),
      expect.stringMatching(/^LUX-1101 lux_project.yml:4:/),
    ],
  ])

  it("is looked for upwards", async () => {
    const [only] = await mistakes({}, { projectDir: "/" })
    expect(only).toBe(
      "LUX-1001 there is no lux_project.yml in / or above it | Run lux inside a project, or name its folder with --project-dir.",
    )
  })

  it("is looked for from a folder that there is", async () => {
    const [only] = await mistakes({}, { projectDir: "/nowhere/at/all" })
    expect(only).toBe("LUX-1001 there is no folder /nowhere/at/all")
  })

  it.each([
    ["[1, 2]", 'LUX-1017 --vars is not a map | Write YAML or JSON: --vars \'{"name": "value"}\'.'],
    ["{a: [}", expect.stringMatching(/^LUX-1002 --vars:1:\d this cannot be read as YAML: /)],
  ])("--vars %s", async (vars, expected) => {
    expect(await mistakes({}, { vars })).toEqual([expected])
  })

  it("a target that the command asks for is not in any file", async () => {
    expect(await mistakes({}, { target: "prod" })).toEqual([
      'LUX-1010 there is no target "prod" | There are: dev.',
    ])
  })
})

it("reports what is wrong in different files together, by file and line", async () => {
  const found = await mistakes({
    "lux_project.yml":
      "name: shop\ntargets: {dev: {type: duckdb, thread: 2}}\nmodels: {+tag: x}\non-run-end: '{{'\n",
    "models/a.sql": "{{config tag='x'}}\nselect 1",
    "models/b.sql": "select {{",
    "models/p.yml":
      "models:\n  - name: c\n    columns:\n      - {name: x, data_tests: [uniqe]}\n  - name: a\n    colums: []\n    data_tests: [uniqe]\n",
    "models/q.yml": "models: [\n",
    "tests/t.sql": "{{config severty='warn'}}\nselect 1",
    "macros/m.sql": "{{#macro}}{{/macro}}",
  })
  expect(found.map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "LUX-1004 lux_project.yml:2:31",
    "LUX-1004 lux_project.yml:3:10",
    "LUX-1101 lux_project.yml:4:14",
    "LUX-1111 macros/m.sql:1:1",
    "LUX-1004 models/a.sql:1:10",
    "LUX-1101 models/b.sql:1:8",
    "LUX-1051 models/p.yml:2:11",
    "LUX-1004 models/p.yml:6:5",
    "LUX-1002 models/q.yml:2:1",
    "LUX-1004 tests/t.sql:1:10",
  ])
})
