import { createProjectReader, type ProjectReader, type ReadOptions } from "../../record/project-reader.ts"

/** Reads a project with the tests that lux itself has. */
export function projectReader(options: ReadOptions): ProjectReader {
  return createProjectReader(options, async () => {
    const { builtInTests } = await import("../../quality/built-in-tests.ts")
    return builtInTests()
  })
}
