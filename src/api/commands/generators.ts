import type { Generator } from "../../compiled/generator.ts"

/** What is known of a generator before it is loaded. */
interface GeneratorEntry {
  /** `always`: by every command that finds the whole project. `docs`: by `lux docs generate` as well. */
  readonly on: "always" | "docs"
  /** Folders of the target folder that are its own: what it does not make there any more is removed. */
  readonly folders: readonly string[]
  load(): Promise<Generator>
}

/** All generators, in the order in which they run. To add one, add its entry. */
const generators: Readonly<Record<string, GeneratorEntry>> = {
  lux: {
    on: "always",
    folders: [],
    load: async () => (await import("../../artifacts/lux-json.ts")).luxJson,
  },
  manifest: {
    on: "always",
    folders: [],
    load: async () => (await import("../../artifacts/manifest.ts")).manifest,
  },
  run_results: {
    on: "always",
    folders: [],
    load: async () => (await import("../../artifacts/run-results.ts")).runResults,
  },
  catalog: {
    on: "docs",
    folders: [],
    load: async () => (await import("../../artifacts/catalog.ts")).catalog,
  },
  site: {
    on: "docs",
    folders: ["site"],
    load: async () => (await import("../../site/site.ts")).site,
  },
}

/** Those that a command runs, loaded. */
export function generatorsOn(
  occasion: GeneratorEntry["on"],
  all: Readonly<Record<string, GeneratorEntry>> = generators,
): Promise<
  readonly { readonly name: string; readonly folders: readonly string[]; readonly generator: Generator }[]
> {
  const asked = Object.entries(all).filter(([, { on }]) => on === "always" || on === occasion)
  return Promise.all(
    asked.map(async ([name, { folders, load }]) => ({ name, folders, generator: await load() })),
  )
}
