import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { expect, it } from "vitest"

/** How many wordings that are hard to read are left: lower a number when some are gone, raise none. */
const accepted = { docs: 7, YAML: 0, comments: 34, messages: 19 }

it("wordings that are hard to read do not come back", () => {
  const script = join(import.meta.dirname, "../bench/words.mjs")
  const printed = execFileSync(process.execPath, [script], { encoding: "utf8" })
  const counts = [...printed.matchAll(/^(\w+): (\d+)$/gm)].map(([, room, count]) => [room, Number(count)])
  expect(counts.map(([room]) => room)).toEqual(Object.keys(accepted))
  for (const [room, most] of Object.entries(accepted))
    expect(
      Number(counts.find(([name]) => name === room)?.[1]),
      `${room}: node bench/words.mjs --list`,
    ).toBeLessThanOrEqual(most)
})
