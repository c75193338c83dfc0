import type { CompiledMacro, CompiledProject } from "../compiled/compiled-project.ts"
import { docsDocument } from "./described.ts"
import { createdAt, type Document } from "./document.ts"
import { patchPath } from "./resource-documents.ts"

/** Macros and generic tests by unique id; a generic test is the macro `test_<name>`, as in dbt. */
export function macroDocuments(compiled: CompiledProject): Document {
  const { macros, genericTests } = compiled
  const all = new Set([...Object.values(macros), ...Object.values(genericTests)])
  return Object.fromEntries([...all].map((macro) => [macro.uniqueId, macroDocument(macro, compiled)]))
}

function macroDocument(macro: CompiledMacro, compiled: CompiledProject): Document {
  const { name, packageName, path, uniqueId, properties } = macro
  const docs = docsDocument(properties?.docs ?? { show: true, nodeColor: undefined, sample: 0 })
  const meta = properties?.meta ?? {}
  return {
    name,
    resource_type: "macro",
    package_name: packageName,
    path,
    original_file_path: path,
    unique_id: uniqueId,
    macro_sql: macro.definition,
    depends_on: { macros: macro.macros },
    description: properties?.description ?? "",
    meta,
    docs,
    config: { meta, docs },
    patch_path: patchPath(packageName, properties?.path),
    arguments: argumentsOf(macro),
    created_at: createdAt(compiled),
    supported_languages: null,
  }
}

/** Those that it takes, in order, with what is said about them; those that only a description knows of, behind. */
function argumentsOf({ parameters, properties }: CompiledMacro): readonly Document[] {
  const described = new Map(properties?.arguments.map((each) => [each.name, each]))
  const names = new Set([...parameters, ...described.keys()])
  return [...names].map((name) => ({
    name,
    type: described.get(name)?.type ?? null,
    description: described.get(name)?.description ?? "",
  }))
}
