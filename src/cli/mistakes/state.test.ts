/** Mistakes with an earlier state, with selections, and with what a run left. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { warmLux } from "../../dev/lux-process.testkit.ts"
import { told } from "./mistake.testkit.ts"

/** Leaves the state of the project as it is, changed by `edit`. */
function stateOf(edit: (text: string) => string): (folder: string) => Promise<void> {
  return async (folder) => {
    await warmLux(["parse", "--write-json", "--target-path", "state"], { cwd: folder })
    const file = join(folder, "state/lux.json")
    writeFileSync(file, edit(readFileSync(file, "utf8")))
  }
}

const modified = ["ls", "--select", "state:modified", "--state", "state"]

describe("a mistake with a state", () => {
  it("of a newer version", async () => {
    const newer = stateOf((text) =>
      text
        .replace(/"schema_version":\d+/, '"schema_version":99')
        .replace(/"lux_version":"[^"]*"/, '"lux_version":"9.1.0"'),
    )
    const text = await told({ args: modified, before: newer })
    expect(text.replace(/reads up to \d+/, "reads up to <n>")).toMatchInlineSnapshot(`
      "exit 2
      LUX-1241 <shop>/state/lux.json is of a newer lux (9.1.0): its form is 99, this lux reads up to <n>
        hint: Use that version of lux here, or let this one write the state again: lux parse --write-json.
      "
    `)
  })

  it("that is damaged", async () => {
    const half = stateOf((text) => text.slice(0, 200))
    expect(await told({ args: modified, before: half })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1242 <shop>/state/lux.json is no lux.json that lux has written
        hint: Let lux write it again: \`lux parse --write-json\` leaves it in the target folder.
      "
    `)
  })

  it("of dbt", async () => {
    const before = async (folder: string): Promise<void> => {
      mkdirSync(join(folder, "state"))
      writeFileSync(join(folder, "state/manifest.json"), "{}")
    }
    expect(await told({ args: modified, before })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1240 the state folder "state" has no lux.json
        hint: It has a manifest.json, which is for dbt's tools: lux compares with its own lux.json. Copy the whole target folder.
      "
    `)
  })

  it("that is not there", async () => {
    expect(await told({ args: modified })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1240 the state folder "state" has no lux.json
        hint: There is no such folder.
      "
    `)
  })

  it("and a selection that needs one", async () => {
    expect(await told({ args: ["ls", "--select", "state:modified"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1214 "state:modified" compares with an earlier state, and none is given
        hint: Name the folder that holds its lux.json: --state FOLDER, or LUX_STATE.
      "
    `)
  })

  it("and --defer without one", async () => {
    expect(await told({ args: ["build", "--defer"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-1214 --defer stands in with the relations of a state, and none is given
        hint: Name the folder that holds its lux.json: --state FOLDER, or LUX_STATE.
      "
    `)
  })

  it("and a typo in what of it is asked for", async () => {
    expect(
      await told({
        args: ["ls", "--select", "state:modifid", "--state", "state"],
        before: stateOf((text) => text),
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1213 "state:modifid": state does not take "modifid"
        hint: Did you mean "modified"?
      "
    `)
  })

  it("whose database is gone", async () => {
    expect(
      await told({
        args: ["run", "--select", "revenue", "--defer", "--state", "state", "--target", "dev"],
        files: {
          "lux_project.yml":
            "name: shop\ntarget: prod\ntargets:\n  dev: {type: duckdb, path: shop.duckdb}\n  prod: {type: duckdb, path: gone.duckdb}\nmodels: {+materialized: table}\n",
        },
        before: stateOf((text) => text),
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2350 the state's database <shop>/gone.duckdb cannot be read: Cannot open database "<shop>/gone.duckdb" in read-only mode: database does not exist
        hint: It must be there, and no other process may hold it while this one runs.
      "
    `)
  })

  it("retry before anything ran", async () => {
    expect(await told({ args: ["retry"] })).toMatchInlineSnapshot(`
      "exit 2
      LUX-2331 there are no run results in <shop>/target/run_results.json
        hint: Nothing was run yet, or in another target folder: name the folder with --state.
      "
    `)
  })

  it("retry of run results that are damaged", async () => {
    expect(
      await told({ args: ["retry"], files: { "target/run_results.json": '{"metadata": {"dbt_' } }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2332 <shop>/target/run_results.json is damaged: it is not JSON
        hint: \`lux build\`, \`run\`, \`test\`, \`seed\` or \`snapshot\`, whichever it was, writes it again.
      "
    `)
  })

  it("retry of what another program left", async () => {
    expect(
      await told({ args: ["retry"], files: { "target/run_results.json": "{}" } }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-2332 <shop>/target/run_results.json does not tell of a run that can be retried
        hint: It is of another program or another version of lux. Run the command itself again.
      "
    `)
  })
})

describe("a mistake in selectors.yml", () => {
  const selectors = (text: string) => ({ "selectors.yml": `selectors:\n${text}` })

  it("a definition that is none", async () => {
    expect(
      await told({
        files: selectors("  - name: nightly\n    definition: {method: tag}\n"),
        args: ["ls", "--selector", "nightly"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1215 selectors.yml:3:17  tag takes a text
        3 |     definition: {method: tag}
          |                 ^
      "
    `)
  })

  it("selectors that name each other", async () => {
    expect(
      await told({
        files: selectors(
          "  - name: a\n    definition: {method: selector, value: b}\n  - name: b\n    definition: {method: selector, value: a}\n",
        ),
        args: ["ls", "--selector", "a"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1218 selectors.yml:5:43  selectors name each other in a circle: a -> b -> a
        5 |     definition: {method: selector, value: a}
          |                                           ^
      "
    `)
  })

  it("two defaults", async () => {
    expect(
      await told({
        files: selectors(
          "  - {name: a, default: true, definition: 'tag:a'}\n  - {name: b, default: true, definition: 'tag:b'}\n",
        ),
        args: ["ls"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1215 selectors.yml:3:15  selectors "a" and "b" are both the default
        3 |   - {name: b, default: true, definition: 'tag:b'}
          |               ^^^^^^^
        selectors.yml:2:15  the other default
        2 |   - {name: a, default: true, definition: 'tag:a'}
          |               ^^^^^^^
        hint: Where no selection is given one alone can hold.
      "
    `)
  })

  it("a selector beside another selection", async () => {
    expect(
      await told({
        files: selectors("  - {name: a, definition: 'tag:a'}\n"),
        args: ["ls", "--selector", "a", "--select", "revenue"],
      }),
    ).toMatchInlineSnapshot(`
      "exit 2
      LUX-1217 --selector a stands next to --select or --exclude
        hint: Write --select selector:a to join it with others.
      "
    `)
  })
})
