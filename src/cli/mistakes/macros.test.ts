/** Mistakes with macros, helpers, docs blocks and packages. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.testkit.ts"

const parsed = (files: Record<string, string>) => told({ files, args: ["parse"] })
const compiled = (sql: string) => told({ files: { "models/revenue.sql": sql }, args: ["compile"] })

describe("a mistake in a template", () => {
  it("a ref of three names", async () => {
    expect(
      await parsed({ "models/revenue.sql": 'select * from {{ref "a" "b" "c"}}\n' }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1205 models/revenue.sql:1:15  ref takes a name, or a package and a name; it has 3 arguments
        1 | select * from {{ref "a" "b" "c"}}
          |               ^^^^^^^^^^^^^^^^^^^
      "
    `)
  })

  it("a var without its name", async () => {
    expect(await compiled("select {{var}} as one\n")).toMatchInlineSnapshot(`
      "exit 2
      LUX-1106 models/revenue.sql:1:8  var takes 1 to 2 arguments, not 0
        1 | select {{var}} as one
          |        ^^^^^^^
        hint: Write {{var "name" default}}.
      "
    `)
  })

  it("a typo in a property", async () => {
    expect(await compiled("select '{{target.nme}}' as one\n")).toMatchInlineSnapshot(`
      "exit 2
      LUX-1103 models/revenue.sql:1:11  "target.nme": a dict has no property "nme"
        1 | select '{{target.nme}}' as one
          |           ^^^^^^^^^^
        hint: Did you mean "name"?
      "
    `)
  })

  it("a macro that is called with an argument it does not have", async () => {
    expect(await compiled('select {{money "1" scale=3}} as one\n')).toMatchInlineSnapshot(`
      "exit 2
      LUX-1107 models/revenue.sql:1:20  macro "money" has no argument "scale"
        1 | select {{money "1" scale=3}} as one
          |                    ^^^^^^^
        macros/money.sql:1:1  macro "money" is defined here
        1 | {{#macro "money" "amount"}}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: Write {{money amount}}.
      "
    `)
  })

  it("an error that the template raises", async () => {
    expect(await compiled('{{error "not for this target"}}\nselect 1 as one\n')).toMatchInlineSnapshot(`
      "exit 2
      LUX-1108 models/revenue.sql:1:1  not for this target
        1 | {{error "not for this target"}}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      "
    `)
  })

  it("two macros of one name", async () => {
    expect(
      await parsed({ "macros/again.sql": '{{#macro "money" "amount"}}{{amount}}{{/macro}}\n' }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1110 macros/money.sql:1:1  the macro "money" is defined twice: here and in macros/again.sql
        1 | {{#macro "money" "amount"}}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
        macros/again.sql:1:1  the other "money" is here
        1 | {{#macro "money" "amount"}}{{amount}}{{/macro}}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
        hint: Rename one of them.
      "
    `)
  })

  it("SQL in a macro file", async () => {
    expect(await parsed({ "macros/loose.sql": "select 1\n" })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1111 macros/loose.sql:1:1  only macros and tests are defined here
        1 | select 1
          | ^^^^^^^^
        hint: Put it between {{#macro "name"}} and {{/macro}}, or into a comment.
      "
    `)
  })

  it("a JavaScript macro file with a mistake in it", async () => {
    expect(
      await parsed({
        "macros/half.mjs": "export function half(context, x) {\n  return x /\n}\n",
        "models/revenue.sql": 'select {{half "1"}} as one\n',
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1112 macros/half.mjs:3:1  the macros cannot be loaded: Unexpected token '}'
        3 | }
          | ^
      "
    `)
  })

  it("self in a test", async () => {
    expect(
      await told({ files: { "tests/t.sql": "select * from {{self}}\n" }, args: ["compile"] }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1114 tests/t.sql:1:15  "self" is not known here: there is no relation being built
        1 | select * from {{self}}
          |               ^^^^^^^^
        hint: Name the relation: {{ref "model"}} or {{source "source" "table"}}.
      "
    `)
  })
})

describe("a mistake next to the models", () => {
  it("a docs block without its end", async () => {
    expect(
      await parsed({ "models/docs.md": '{{#docs "orders"}}\nWhat was ordered.\n' }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1022 models/docs.md:1:1  docs block "orders" has no end
        1 | {{#docs "orders"}}
          | ^^^^^^^^^^^^^^^^^^
        hint: Close it: {{/docs}}.
      "
    `)
  })

  it("two docs blocks of one name", async () => {
    expect(
      await parsed({ "models/docs.md": '{{#docs "a"}}x{{/docs}}\n{{#docs "a"}}y{{/docs}}\n' }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1020 models/docs.md:2:1  there are two docs blocks "a"
        2 | {{#docs "a"}}y{{/docs}}
          | ^^^^^^^^^^^^^
        models/docs.md:1:1  the other one
        1 | {{#docs "a"}}x{{/docs}}
          | ^^^^^^^^^^^^^
        hint: Rename one.
      "
    `)
  })

  it("packages that are not installed", async () => {
    expect(await parsed({ "packages.yml": "packages:\n  - local: ../shared\n" })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1080 packages.yml:2:5  the packages are not installed
        2 |   - local: ../shared
          |     ^
        hint: Run \`lux deps\`.
      "
    `)
  })

  it("a package for dbt's hub", async () => {
    expect(
      await told({
        files: { "packages.yml": "packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.1.1\n" },
        args: ["deps"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1083 packages.yml:2:5  a package is from git, local or npm
        2 |   - package: dbt-labs/dbt_utils
          |     ^
        hint: lux has no hub, and packages of dbt's hub are none for lux: their macros are Jinja. Most tests of dbt_utils and dbt_expectations are built in: docs/guides/from-other-tools.md. Of a package for lux, name the repository, git: https://..., and its revision.
      "
    `)
  })

  it("the lineage of a typo", async () => {
    expect(await told({ args: ["lineage", "revenue.revenu"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-2321 "revenue" has no column "revenu"
        hint: Did you mean "revenue"?
      "
    `)
  })

  it("an operation of a typo", async () => {
    expect(await told({ args: ["run-operation", "mony"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-2340 there is no macro "mony" to run
        hint: Did you mean "money"?
      "
    `)
  })

  it("a folder that has a project already", async () => {
    expect(await told({ args: ["init"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1006 there is a project already in <shop>
        hint: Nothing is overwritten: \`lux init NAME\` makes the folder NAME.
      "
    `)
  })
})
