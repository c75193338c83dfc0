import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import avro from "avsc"
import { expect, it, onTestFinished } from "vitest"
import { writeAvro } from "./avro-file.ts"
import { exactLong } from "./avro-long.ts"

it("writes records of every page, with nulls and whole numbers beyond 2^53", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-avro-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, "a.avro")
  const rows = Array.from({ length: 5000 }, (_, index) => ({
    id: 9007199254740993n + BigInt(index),
    name: index % 3 === 0 ? null : `ß${index}`,
    ok: index % 2 === 0,
    rate: index / 3,
  }))
  async function* pages() {
    yield rows.slice(0, 3000)
    yield rows.slice(3000)
    yield []
  }
  const fields = [
    { name: "id", type: "long" },
    { name: "name", type: "string" },
    { name: "ok", type: "boolean" },
    { name: "rate", type: "double" },
  ] as const
  expect(await writeAvro(file, fields, pages())).toBe(5000)
  const long = exactLong(avro)
  const decoder = avro.createFileDecoder(file, {
    parseHook: (schema) => avro.Type.forSchema(schema, { registry: { long }, wrapUnions: "never" }),
  })
  const read: unknown[] = []
  for await (const record of decoder) read.push({ ...record })
  expect(read).toEqual(rows)
})

it("fails where the rows do", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-avro-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  // biome-ignore lint/correctness/useYield: it ends before the first page.
  async function* pages(): AsyncGenerator<readonly Record<string, unknown>[]> {
    throw new Error("no more")
  }
  await expect(writeAvro(join(folder, "a.avro"), [{ name: "id", type: "long" }], pages())).rejects.toThrow(
    "no more",
  )
})
