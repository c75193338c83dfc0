import { InputFile } from "../project/files/project-inputs.ts"
import { isMap } from "../project/yaml/is-map.ts"
import { exactReviver } from "../template/exact-number.ts"
import type { CompiledNode, CompiledProject } from "./compiled-project.ts"

/** A compiled project as JSON, with everything that is worked out only when it is asked for. */
export function compiledText(compiled: CompiledProject): string {
  const { name, version, dialect, root, target, invocation, order, groups, docs, selectors } = compiled
  const whole: CompiledProject = {
    name,
    version,
    dialect,
    root,
    target,
    invocation,
    nodes: Object.fromEntries(Object.entries(compiled.nodes).map(([id, node]) => [id, wholeNode(node)])),
    order,
    disabled: compiled.disabled.map(wholeNode),
    macros: compiled.macros,
    genericTests: compiled.genericTests,
    groups,
    docs,
    selectors,
  }
  return JSON.stringify(whole, (_, value) => plainValue(value))
}

/** The compiled project of a text that `compiledText` made. */
export function compiledFromText(text: string): CompiledProject {
  return JSON.parse(text, exactReviver(text))
}

function wholeNode(node: CompiledNode): CompiledNode {
  return {
    resource: node.resource,
    key: node.key,
    said: node.said,
    dependsOn: node.dependsOn,
    readers: node.readers,
    calls: node.calls,
    attachedTo: node.attachedTo,
    macros: node.macros,
    authored: node.authored,
    relation: node.relation,
    failures: node.failures,
    sql: node.sql,
    sqlPath: node.sqlPath,
    sentPath: node.sentPath,
    columns: node.columns,
    unknown: node.unknown,
  }
}

/** Templates and files have getters, and templates a syntax tree that is theirs alone. */
function plainValue(value: unknown): unknown {
  if (!isMap(value) || typeof value["text"] !== "string") return value
  const { text, file, path, start } = value
  if ("program" in value && isMap(file)) return { text, start, file: { path: file["path"] } }
  return value instanceof InputFile ? { path, text } : value
}
