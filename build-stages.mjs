// A command loads its modules in stages, each of them whole or not at all, so that each can be a chunk or two: left to
// itself the bundler makes a chunk for every set of modules that some command might want apart from others, and opening
// a hundred small files takes longer than reading what is in them.
import { relative, resolve } from "node:path"
import { build } from "esbuild"

/** What is loaded at once, by the modules that ask for the rest of it. What one stage has is not in those after it. */
const stages = [
  ["src/cli/run-command-line.ts"],
  [
    "src/cli/read-flags.ts",
    "src/cli/open-lux.ts",
    "src/api/create-lux.ts",
    "src/api/commands/compile.ts",
    "src/api/commands/list.ts",
    "src/api/commands/parse.ts",
  ],
  ["src/record/read-whole.ts"],
  ["src/api/commands/compile-project.ts", "src/analysis/knowledge.ts", "src/record/analysis-record.ts"],
]

/** These are to stay small: they take what they need of a stage. */
const apart = [
  "src/cli/main.ts",
  "src/cli/error-help.ts",
  "src/cli/help.ts",
  "src/cli/completion/print-candidates.ts",
  "src/warehouse/redshift/index.ts",
  "src/analysis/analysis-worker.ts",
  "src/project/yaml/properties-worker.ts",
]

/** The plugin for `options`, which it is not part of yet: whatever needs a module of a stage gets all of it. */
export async function inStages(options) {
  const root = options.absWorkingDir
  const { metafile } = await build({ ...options, write: false, metafile: true })
  const reached = (from) => {
    const found = new Set()
    const open = [...from]
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      if (found.has(path) || metafile.inputs[path] === undefined) continue
      found.add(path)
      for (const each of metafile.inputs[path].imports)
        if (each.kind !== "dynamic-import" && each.external !== true) open.push(each.path)
    }
    return found
  }
  const earlier = new Set()
  const members = stages.map((roots) => {
    const own = [...reached(roots)].filter((path) => !earlier.has(path))
    for (const path of own) earlier.add(path)
    return own
  })
  /** All that a module needs once it needs any of a stage. */
  const stagesOf = (path) => {
    const wanted = new Set()
    for (;;) {
      const found = reached([path, ...[...wanted].flatMap((at) => stages[at])])
      const more = members.flatMap((own, at) =>
        !wanted.has(at) && own.some((each) => found.has(each)) ? [at] : [],
      )
      if (more.length === 0) return [...wanted].sort()
      for (const at of more) wanted.add(at)
    }
  }
  return {
    name: "in-stages",
    setup({ onResolve, onLoad, resolve: resolved }) {
      onResolve({ filter: /\.ts$/ }, async ({ path, kind, resolveDir, pluginData, importer }) => {
        if (pluginData === passed || (kind !== "dynamic-import" && kind !== "entry-point")) return undefined
        const found = await resolved(path, {
          kind: "import-statement",
          resolveDir,
          importer,
          pluginData: passed,
        })
        const file = relative(root, found.path)
        if (found.errors.length > 0 || apart.includes(file)) return undefined
        return { path: found.path, namespace: "in-stages" }
      })
      onLoad({ filter: /.*/, namespace: "in-stages" }, ({ path }) => {
        const file = relative(root, path)
        const wanted = stagesOf(file).flatMap((at) => stages[at])
        const lines = wanted.map((each) => `import ${JSON.stringify(resolve(root, each))}`)
        return {
          contents: [`export * from ${JSON.stringify(path)}`, ...lines].join("\n"),
          resolveDir: root,
          loader: "js",
        }
      })
    },
  }
}

const passed = Symbol("resolved by others")
