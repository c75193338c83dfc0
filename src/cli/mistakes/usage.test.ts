/** Mistakes on the command line, and what surrounds a project. */
import { describe, expect, it } from "vitest"
import { told } from "./mistake.testkit.ts"

describe("a mistake on the command line", () => {
  it("a typo in a flag", async () => {
    expect(await told({ args: ["build", "--selct", "revenue"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-9003 unknown flag "--selct"
        hint: Did you mean "--select"? See \`lux build --help\`.
      "
    `)
  })

  it("a typo in a command", async () => {
    expect(await told({ args: ["biuld"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-9002 unknown command "biuld"
        hint: Did you mean "build"? See \`lux --help\`.
      "
    `)
  })

  it("a typo in a target", async () => {
    expect(await told({ args: ["build", "--target", "prd"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1010 there is no target "prd"
        hint: There are: dev.
      "
    `)
  })

  it("a typo in a way to select", async () => {
    expect(await told({ args: ["ls", "--select", "tga:marts"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1211 "tga:marts": "tga" is not a way to select
        hint: Did you mean "tag"?
      "
    `)
  })

  it("a selector that is not defined", async () => {
    const files = {
      "selectors.yml": "selectors:\n  - name: nightly\n    definition: tag:nightly\n",
    }
    expect(await told({ files, args: ["ls", "--selector", "nigtly"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1216 there is no selector "nigtly"
        hint: Did you mean "nightly"?
      "
    `)
  })

  it("a typo in a selection", async () => {
    expect(await told({ args: ["ls", "--select", "revenu"] })).toMatchInlineSnapshot(`
      "exit 0
      warning LUX-1212 "revenu" selects nothing: no name or folder "revenu"
        hint: Did you mean "revenue"?
      "
    `)
  })

  it("a selection that is not in the grammar", async () => {
    expect(await told({ args: ["ls", "--select", "@revenue+"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1210 "@revenue+" joins "@" and "+"
        hint: "@" already takes all descendants and their ancestors: leave the "+" out.
      "
    `)
  })

  it("vars that are not map", async () => {
    expect(await told({ args: ["parse", "--vars", "currency=USD"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1017 --vars is not a map
        hint: Write YAML or JSON: --vars '{"name": "value"}'.
      "
    `)
  })

  it("a typo in what to show", async () => {
    expect(await told({ args: ["show", "revenu"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-2301 there is no model, seed, snapshot, source or test "revenu" to show
        hint: Did you mean "revenue"?
      "
    `)
  })

  it("nothing is built yet", async () => {
    expect(await told({ args: ["show", "revenue"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-2302 there is no warehouse at <shop>/shop.duckdb yet
        hint: Build it first: lux build
      "
    `)
  })

  it("no project", async () => {
    expect(await told({ files: { "lux_project.yml": undefined }, args: ["build"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1001 there is no lux_project.yml in <shop> or above it
        hint: Run lux inside a project, or name its folder with --project-dir.
      "
    `)
  })

  it("a file that is not a database", async () => {
    expect(
      await told({
        files: {
          "shop.duckdb":
            "this is not a database, and it is long enough to be looked at as if it could be one\n",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1
      LUX-2002 <shop>/shop.duckdb cannot be opened: it is not a valid DuckDB database file!
        hint: It is something else than a DuckDB database. Name another file, or move it away.
      "
    `)
  })

  it("a folder that cannot be made", async () => {
    expect(
      await told({
        files: {
          "lux_project.yml":
            "name: shop\ndialect: redshift\ntargets:\n  dev: {type: duckdb, path: data/shop.duckdb}\n",
          data: "a file",
        },
        args: ["build"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 1
      LUX-2003 the folder of <shop>/data/shop.duckdb cannot be made: a file of that name is in the way
        hint: Choose another place for the database, or make the folder yourself.
      "
    `)
  })

  it("a database that is a folder", async () => {
    expect(await told({ files: { "shop.duckdb/x": "a file" }, args: ["build"] })).toMatchInlineSnapshot(`
      "exit 1
      LUX-2002 <shop>/shop.duckdb cannot be opened: Could not read from file "<shop>/shop.duckdb": Is a directory
        hint: Name a file inside it.
      "
    `)
  })
})
