import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import type { BatchFormat } from "../../project/target/target-types.ts"
import { Relation } from "../../sql/relation.ts"
import { manifestLoading } from "./manifest-loading.ts"

const page = readFileSync(join(import.meta.dirname, "../../../docs/guides/redshift.md"), "utf8")
const [, onPage = ""] = /```sql\n(copy stage_media__batches\n[^`]*)\n```/.exec(page) ?? []

describe("copyManifest", () => {
  const copy = (format: BatchFormat, role: string | undefined, documents = false) =>
    manifestLoading.copyManifest(
      new Relation(undefined, "stage_media__batches"),
      "s3://shop-lake/batches/_manifests/stage_media__batches-0b0c….manifest",
      { format, role, documents },
    )

  it("is what the page says", () => {
    expect(copy("parquet", "arn:aws:iam::123456789012:role/redshift-reads-lake")).toBe(onPage)
  })

  it.each([
    ["parquet", "iam_role default\nmanifest\nformat as parquet"],
    ["json", "iam_role default\nmanifest\nformat as json 'auto'\ngzip\ndateformat 'auto'\ntimeformat 'auto'"],
    ["csv", "manifest\nformat as csv\nignoreheader 1\ngzip\ndateformat 'auto'\ntimeformat 'auto'"],
    ["avro", "manifest\nformat as avro 'auto'\ndateformat 'auto'\ntimeformat 'auto'"],
  ] as const)("reads %s in the cluster's own role", (format, expected) => {
    expect(copy(format, undefined)).toContain(expected)
  })

  it("reads lists and structures of Parquet into columns of SUPER", () => {
    expect(copy("parquet", undefined, true)).toMatch(/format as parquet\nserializetojson$/)
    expect(copy("json", undefined, true)).not.toContain("serializetojson")
  })
})
