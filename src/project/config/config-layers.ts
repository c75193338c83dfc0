import type { Place } from "../../errors.ts"
import type { Template } from "../../template/types.ts"
import { isMap } from "../yaml/is-map.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"
import { templatesIn, type Unrendered } from "./config-templates.ts"
import { templateAt } from "./rendered-values.ts"

/** Configuration from one place: a folder's in lux_project.yml, a properties entry, a `{{config ...}}`. */
export interface ConfigLayer {
  readonly values: Readonly<Record<string, unknown>>
  readonly placeOf: (path: YamlPath, part: "key" | "value") => Place
  /** A text value that is a template of its own, such as a hook's SQL. */
  readonly templateOf: (path: YamlPath, text: string) => Template
  /** The values that are templates, as they are written. */
  readonly unrendered?: Unrendered | undefined
  /** True where a variable, the environment or the target may decide whether the layer is there. */
  readonly isConditional?: boolean
  /** Keys of a layer that may or may not be there, with the call that sets them as it is written. */
  readonly perhaps?: Readonly<Record<string, string>>
}

/** One of `models:`, `seeds:`, `data_tests:` ... of lux_project.yml. */
export interface FolderConfigs {
  /** The layers that hold for a resource in these folders (its fqn, the package first), the most general first. */
  layersFor(fqn: readonly string[]): readonly ConfigLayer[]
  /** Those that go over everything that a package says itself: the project's, for the resources of packages. */
  overridesFor(fqn: readonly string[]): readonly ConfigLayer[]
  /** Paths of folders that are configured but matched no resource. */
  unused(): readonly { readonly name: string; readonly place: Place }[]
}

interface FolderNode {
  readonly name: string
  readonly path: YamlPath
  readonly layer: ConfigLayer
  readonly folders: ReadonlyMap<string, FolderNode>
  used: boolean
}

/**
 * Reads a tree of folders with `+key` configuration. A key without `+` is configuration too when its value is not a map;
 * everything else names a folder, on the first level also the project or one of its packages.
 */
export function folderConfigs(
  document: YamlDocument,
  path: YamlPath,
  tree: Readonly<Record<string, unknown>>,
  packageName: string,
  packages: ReadonlySet<string> = new Set(),
): FolderConfigs {
  const root = nodeOf("", path, tree)
  return {
    layersFor(fqn) {
      const layers = [root.layer]
      const [owner = "", ...rest] = fqn
      const inPackage = root.folders.get(owner)
      if (inPackage !== undefined) follow(inPackage, rest, layers)
      const [first] = rest
      const direct = first === undefined || owner !== packageName ? undefined : root.folders.get(first)
      if (direct !== undefined && direct !== inPackage) follow(direct, rest.slice(1), layers)
      return layers
    },
    overridesFor: () => [],
    unused() {
      const found: { name: string; place: Place }[] = []
      // A project without any resource of a kind may still have configuration for it.
      for (const folder of root.folders.values())
        if (folder.name === packageName || packages.has(folder.name)) collectUnused(folder, found)
        else collectFrom(folder, found)
      return found
    },
  }

  function nodeOf(name: string, at: YamlPath, value: Readonly<Record<string, unknown>>): FolderNode {
    const values: Record<string, unknown> = {}
    const written = new Map<string, string>()
    const unrendered = valueAt(document.value, at)
    const folders = new Map<string, FolderNode>()
    for (const [key, each] of Object.entries(value)) {
      const plain = configKey(key)
      if (isMap(each) && !key.startsWith("+")) folders.set(key, nodeOf(key, [...at, key], each))
      else {
        // What is neither configuration nor a folder is found when the layer is checked.
        values[plain] = each
        written.set(plain, key)
      }
    }
    return {
      name,
      path: at,
      folders,
      used: false,
      layer: {
        ...layerUnder(document, at, values, written),
        unrendered: isMap(unrendered) ? templatesIn(configPart(unrendered, values)) : undefined,
      },
    }
  }

  function follow(start: FolderNode, rest: readonly string[], layers: ConfigLayer[]): void {
    let node: FolderNode | undefined = start
    for (const step of [...rest, undefined]) {
      if (node === undefined) return
      node.used = true
      layers.push(node.layer)
      node = step === undefined ? undefined : node.folders.get(step)
    }
  }

  function collectUnused(node: FolderNode, found: { name: string; place: Place }[]): void {
    for (const folder of node.folders.values()) collectFrom(folder, found)
  }

  function collectFrom(folder: FolderNode, found: { name: string; place: Place }[]): void {
    if (folder.used) collectUnused(folder, found)
    else found.push({ name: folder.name, place: document.placeOf(folder.path, "key") })
  }
}

/** Configuration of a package: its own, and over all that it says, the project's. */
export function packageConfigs(own: FolderConfigs, project: FolderConfigs): FolderConfigs {
  return { ...own, overridesFor: project.layersFor }
}

/** A layer that stands in a document as one map. */
export function layerAt(
  document: YamlDocument,
  path: YamlPath,
  values: Readonly<Record<string, unknown>>,
): ConfigLayer {
  const written = new Map(Object.keys(values).map((key) => [configKey(key), key]))
  const plain = Object.fromEntries(Object.entries(values).map(([key, value]) => [configKey(key), value]))
  return layerUnder(document, path, plain, written)
}

/** `+pre-hook` and `pre_hook` are one key. */
export function configKey(written: string): string {
  return written.replace(/^\+/, "").replaceAll("-", "_")
}

/** The entries whose keys, without their `+`, are configuration. */
function configPart(
  written: Readonly<Record<string, unknown>>,
  values: Readonly<Record<string, unknown>>,
): Unrendered {
  return Object.fromEntries(
    Object.entries(written).flatMap(([key, value]) =>
      Object.hasOwn(values, configKey(key)) ? [[configKey(key), value]] : [],
    ),
  )
}

function valueAt(value: unknown, path: YamlPath): unknown {
  let found = value
  for (const step of path) found = isMap(found) ? found[step] : undefined
  return found
}

function layerUnder(
  document: YamlDocument,
  path: YamlPath,
  values: Readonly<Record<string, unknown>>,
  written: ReadonlyMap<string, string>,
): ConfigLayer {
  const under = (inner: YamlPath): YamlPath => {
    const [first, ...rest] = inner
    return first === undefined ? path : [...path, written.get(String(first)) ?? first, ...rest]
  }
  return {
    values,
    placeOf: (inner, part) => document.placeOf(under(inner), part),
    templateOf: (inner, text) => templateAt(document, under(inner), text),
  }
}
