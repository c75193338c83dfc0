import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import type { Plain } from "../compiled/plain.ts"
import type { UnitTest, WrittenRows } from "../project/types.ts"
import { createdAt, type Document, sha256 } from "./document.ts"
import { identityDocument } from "./resource-documents.ts"

/**
 * A unit test as dbt's tools read it. A test of a chain is there as one of its last model: what it expects of the others
 * has no place in dbt's form.
 */
export function unitTestDocument(
  test: Plain<UnitTest>,
  node: CompiledNode,
  compiled: CompiledProject,
): Document {
  const { enabled, tags, meta, overrides, given, description } = test
  const last = test.expect.at(-1)
  const expect = last?.rows === undefined ? {} : rowsDocument(last.rows)
  return {
    ...identityDocument(test),
    model: last?.model.parts.at(-1) ?? "",
    version: last?.model.version ?? null,
    given: given.map(({ text, rows }) => ({ input: text, ...rowsDocument(rows) })),
    expect,
    description,
    overrides: {
      macros: { ...overrides.macros, ...(overrides.isIncremental ? { is_incremental: true } : {}) },
      vars: overrides.vars,
      env_vars: overrides.env,
    },
    depends_on: { macros: [], nodes: node.dependsOn },
    config: { enabled, tags, meta },
    checksum: sha256(JSON.stringify([given.map(({ rows }) => rowsDocument(rows)), expect])),
    schema: null,
    created_at: createdAt(compiled),
  }
}

function rowsDocument(rows: Plain<WrittenRows>): Document {
  switch (rows.kind) {
    case "dict":
      return { rows: rows.rows, format: "dict", fixture: null }
    case "csv":
      return { rows: rows.text, format: "csv", fixture: null }
    case "csv-file":
      return { rows: rows.file.text, format: "csv", fixture: nameOf(rows.file.path) }
    case "sql":
      return { rows: rows.sql.text, format: "sql", fixture: null }
    case "files":
    case "own":
      return { rows: null, format: "dict", fixture: null }
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "")
}
