import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"

const page = readFileSync(new URL("../../docs/reference/commands.md", import.meta.url), "utf8")
const [, forgetOrders = ""] = /```handlebars title=macros\/forget_orders.sql\n([\s\S]*?)```/.exec(page) ?? []

describe("lux run-operation", () => {
  it("tells what it did, and shows the rows of a last query", async () => {
    const project = temporaryProject({
      "seeds/orders.csv": "id,ordered_at\n1,2022-05-01\n2,2023-05-01\n3,2024-05-01\n",
      "macros/forget_orders.sql": forgetOrders,
    })
    await project.execute("seed")
    const { folder } = project
    const run = (...args: string[]) => warmLux(["run-operation", ...args], { cwd: folder })
    const dry = await run("forget_orders", "--args", "{before: 2023-01-01}", "--dry-run")
    expect(dry).toEqual({
      code: 0,
      stdout: `begin;
delete from main.orders where ordered_at < '2023-01-01';
select count(*) as orders_left from main.orders;
commit;
`,
      stderr: "dry run: 2 statements, nothing was touched\n",
    })
    const done = await run("forget_orders", "--args", "{before: 2023-01-01}")
    expect([done.code, done.stdout]).toEqual([0, "orders_left\n───────────\n          2\n"])
    expect(
      done.stderr
        .replaceAll(/\d+\.\d+s/g, "0.00s")
        .split("\n")
        .slice(0, 3),
    ).toEqual([
      "1/2 OK delete from main.orders where ordered_at < '2023-01-01' 0.00s 1 row",
      "2/2 OK select count(*) as orders_left from main.orders 0.00s 1 row",
      "Done: 2 statements in one transaction",
    ])
    expect((await run()).code).toBe(2)
    expect((await run("forget_orders", "--sql", "select 1")).code).toBe(2)
    expect((await run("--sql", "select nothing")).code).toBe(1)
  }, 60_000)
})
