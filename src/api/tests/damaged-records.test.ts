/** Whatever happens to a file that only lux reads: the answer is the same, and the file is made again. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { createLux } from "../create-lux.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const files = {
  "seeds/pairs.csv": "id,name\n1,a\n2,b\n",
  "models/one.sql": 'select id, name from {{ref "pairs"}}',
  "models/two.sql": '{{config materialized="table"}}select count(*) as n from {{ref "one"}}',
  "models/models.yml":
    "models:\n  - {name: one, description: of one, columns: [{name: id, data_tests: [unique, not_null]}]}\n  - name: two\n",
}

async function answers(folder: string): Promise<unknown> {
  const lux = () => createLux({ projectDir: folder, env: {} })
  const listed = await lux().list()
  const compiled = await lux().compile()
  return { listed, compiled: compiled.map(({ uniqueId, sql }) => [uniqueId, sql]) }
}

const records = (folder: string): readonly string[] =>
  readdirSync(join(folder, "target"), { recursive: true, encoding: "utf8" })
    .filter((path) => /record/.test(path))
    .map((path) => join(folder, "target", path))

it("answers the same where a byte of a record is another, where it is cut off, and where it is empty", {
  timeout: 120_000,
}, async () => {
  const { folder } = temporaryProject(files)
  await answers(folder)
  const expected = await answers(folder)
  expect(records(folder).length).toBeGreaterThanOrEqual(4)
  const damages: readonly [string, (bytes: Buffer) => Buffer][] = [
    ...[0.1, 0.6, 1].map((share): [string, (bytes: Buffer) => Buffer] => [
      `a byte at ${share}`,
      (bytes) => {
        const at = Math.min(bytes.length - 1, Math.floor(bytes.length * share))
        bytes[at] = (bytes[at] ?? 0) ^ 4
        return bytes
      },
    ]),
    ["a half", (bytes) => bytes.subarray(0, bytes.length / 2)],
    ["nothing", () => Buffer.alloc(0)],
  ]
  // Their names change when they are made again.
  for (const [what, damage] of damages)
    for (let at = 0; at < records(folder).length; at++) {
      const path = records(folder)[at] ?? ""
      writeFileSync(path, damage(readFileSync(path)))
      expect(await answers(folder), `${what} of ${path}`).toEqual(expected)
    }
})
