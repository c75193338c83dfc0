/** For tests: programs in Python that judge what lux writes, in a virtual environment of their own. */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { repositoryRoot } from "../dev/lux-process.testkit.ts"
import { sharedFile } from "../dev/needing.testkit.ts"

interface ReadArtifact {
  /** Name of the class that the artifact became. */
  readonly parsed: string
  /** What dbt's JSON Schema has against it. */
  readonly wrong: readonly string[]
}

interface ReadLookml {
  readonly views: Readonly<Record<string, readonly string[]>>
  readonly explores: readonly string[]
}

interface ReadJunit {
  readonly suites: readonly {
    readonly name: string
    readonly tests: number
    readonly failures: number
    readonly errors: number
    readonly skipped: number
    readonly cases: readonly (readonly [
      classname: string,
      name: string,
      outcome: string,
      message: string | null,
    ])[]
  }[]
}

export interface PythonReaders {
  /** JUnit XML as junitparser reads it. */
  junit(file: string): ReadJunit
  /** Samples of a Prometheus textfile, `name -> [[labels, value], ...]`, as prometheus_client reads it. */
  prometheus(
    file: string,
  ): Readonly<Record<string, readonly (readonly [Readonly<Record<string, string>>, number])[]>>
  /** The artifacts in a folder, as dbt's tools read them. */
  read(folder: string): Readonly<Record<string, ReadArtifact>>
  /** Views with their fields, and explores, of LookML files, as lkml reads them. Throws for what it cannot read. */
  lookml(files: readonly string[]): Readonly<Record<string, ReadLookml>>
  /** What is wrong with each event of a file of lines, by the typed classes of OpenLineage's client. */
  openLineage(file: string): readonly (readonly string[])[]
  /** The paths in each document that are wrong by its schema, a JSON Schema of draft 7. */
  validate(
    schemas: Readonly<Record<string, unknown>>,
    documents: readonly (readonly [schema: string, document: unknown])[],
  ): readonly (readonly string[])[]
}

const tools = join(repositoryRoot, ".ci", "artifacts")
const dbtSchemas = sharedFile("data/dbt-schemas")

/** What a machine lacks where there are no readers. */
export const pythonPackages = "Python with the packages of .ci/artifacts/requirements.txt"

/**
 * Undefined where Python or its packages are not to be had. With LUX_TEST_PYTHON that
 * Python must have them: then their absence is an error of the test that uses them.
 */
export function pythonReaders(): PythonReaders | undefined {
  const python = process.env["LUX_TEST_PYTHON"] ?? preparedPython()
  if (python === undefined) return undefined
  const against = existsSync(dbtSchemas) ? [dbtSchemas] : []
  return {
    read: (folder) =>
      JSON.parse(execFileSync(python, [join(tools, "read.py"), folder, ...against], { encoding: "utf8" })),
    lookml: (files) =>
      JSON.parse(
        execFileSync(python, [join(tools, "read_lookml.py"), ...files], { encoding: "utf8", stdio: "pipe" }),
      ),
    junit: (file) =>
      JSON.parse(execFileSync(python, [join(tools, "read_reports.py"), "junit", file], { encoding: "utf8" })),
    prometheus: (file) =>
      JSON.parse(
        execFileSync(python, [join(tools, "read_reports.py"), "prometheus", file], { encoding: "utf8" }),
      ),
    openLineage: (file) =>
      JSON.parse(
        execFileSync(python, [join(tools, "read_reports.py"), "openlineage", file], { encoding: "utf8" }),
      ),
    validate: (schemas, documents) =>
      JSON.parse(
        execFileSync(python, [join(tools, "validate.py")], {
          input: JSON.stringify({ schemas, documents }),
          encoding: "utf8",
        }),
      ),
  }
}

/** A virtual environment in the temporary folder, made once for each list of packages. */
function preparedPython(): string | undefined {
  const requirements = join(tools, "requirements.txt")
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12)
  const folder = join(tmpdir(), `lux-test-python-${digest}`)
  const python = join(folder, "bin", "python")
  if (existsSync(python)) return python
  const making = mkdtempSync(join(tmpdir(), "lux-test-python-"))
  try {
    execFileSync("python3", ["-m", "venv", making], { stdio: "pipe" })
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]
    execFileSync(join(making, "bin", "python"), pip, { stdio: "pipe" })
    renameSync(making, folder)
    return python
  } catch {
    rmSync(making, { recursive: true, force: true })
    // Another process may have been first.
    if (existsSync(python)) return python
    return undefined
  }
}
