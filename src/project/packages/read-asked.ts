import { posix } from "node:path"
import * as z from "zod"
import { LuxError, type Problems } from "../../errors.ts"
import { isNumeric } from "../../template/exact-number.ts"
import type { RenderContext } from "../../template/types.ts"
import { renderValues } from "../config/rendered-values.ts"
import type { ProjectInputs } from "../files/project-inputs.ts"
import { isMap } from "../yaml/is-map.ts"
import { validate } from "../yaml/validate.ts"
import { maybe, text } from "../yaml/value-schemas.ts"
import { parseYaml, type YamlDocument, type YamlPath } from "../yaml/yaml-document.ts"
import { type AskedPackage, type PackageSource, withoutCredentials } from "./package-source.ts"

/** Files that may list packages; one of them. */
const fileNames = ["packages.yml", "dependencies.yml"] as const

/** Who asks: the project itself (`folder` is empty), or a package. */
export interface Asking {
  /** Relative to the project, with forward slashes. */
  readonly folder: string
  /** Where it really is, for folders that it names; undefined for a package from elsewhere, which cannot name any. */
  readonly origin: string | undefined
}

/** The packages that a project or package asks for. What is wrong goes to `problems`. */
export function readAsked(
  inputs: Pick<ProjectInputs, "readIfThere">,
  asking: Asking,
  context: RenderContext,
  problems: Problems,
): readonly AskedPackage[] {
  const documents = fileNames.flatMap((name) => {
    const file = inputs.readIfThere(posix.join(asking.folder, name))
    const document = file === undefined ? undefined : problems.attempt(() => parseYaml(file))
    return document === undefined ? [] : [document]
  })
  const [first, second] = documents.filter(({ value }) => isMap(value) && value["packages"] !== undefined)
  if (first !== undefined && second !== undefined)
    problems.add(
      new LuxError("LUX-1083", "packages.yml and dependencies.yml both list packages", {
        place: second.placeOf(["packages"], "key"),
        hint: "List all of them in one of the two.",
      }),
    )
  return documents.flatMap((document) => {
    const values = validate(fileSchema, document.value ?? {}, document.placeOf.bind(document), problems)
    return (values?.packages ?? []).flatMap(
      (entry, index) =>
        problems.attempt(() => askedIn(document, ["packages", index], entry, asking, context, problems)) ??
        [],
    )
  })
}

const fileSchema = z.strictObject({
  packages: z
    .array(z.record(z.string(), z.unknown()))
    .nullish()
    .transform((value) => value ?? []),
  projects: z.null("projects of a mesh are not there: list packages").optional(),
})

const revision = z.preprocess((value) => (isNumeric(value) ? String(value) : value), text)

/** What an entry of `packages` may be. */
export const packageSchemas = {
  git: z.strictObject({ git: text, revision: maybe(revision), subdirectory: maybe(text) }),
  local: z.strictObject({ local: text }),
  npm: z.strictObject({ npm: text, version: revision }),
}

function askedIn(
  document: YamlDocument,
  path: YamlPath,
  entry: Readonly<Record<string, unknown>>,
  asking: Asking,
  context: RenderContext,
  problems: Problems,
): AskedPackage | undefined {
  const place = document.placeOf(path)
  const kind = (["git", "local", "npm"] as const).find((key) => Object.hasOwn(entry, key))
  if (kind === undefined)
    throw new LuxError("LUX-1083", "a package is from git, local or npm", {
      place,
      hint:
        "package" in entry || "tarball" in entry
          ? "lux has no hub, and packages of dbt's hub are none for lux: their macros are Jinja. Most tests of dbt_utils and dbt_expectations are built in: docs/guides/from-other-tools.md. Of a package for lux, name the repository, git: https://..., and its revision."
          : "Write git: with a URL, local: with a folder, or npm: with a name.",
    })
  const rendered = renderValues(document, path, entry, context, problems)
  const placeOf = (inner: YamlPath, part: "key" | "value") => document.placeOf([...path, ...inner], part)
  const values = validate(packageSchemas[kind], rendered, placeOf, problems)
  if (values === undefined) return undefined
  if ("git" in values) {
    const subdirectory = plainFolder(values.subdirectory ?? "")
    refuseOption(values.git, document, [...path, "git"])
    refuseOption(values.revision ?? "", document, [...path, "revision"])
    if (subdirectory.split("/").includes(".."))
      throw new LuxError("LUX-1083", "a subdirectory is in its repository", {
        place: document.placeOf([...path, "subdirectory"]),
      })
    const source = { kind: "git", url: values.git, revision: values.revision, subdirectory } as const
    const written = withoutCredentials(String(entry["git"]))
    return asked(source, `git ${written}${subdirectory === "" ? "" : ` ${subdirectory}`}`, values.revision)
  }
  if ("npm" in values) {
    if (!/^(@[\w.~-]+\/)?[\w.~][\w.~-]*$/.test(values.npm))
      throw new LuxError("LUX-1083", `"${values.npm}" is not a name of an npm package`, {
        place: document.placeOf([...path, "npm"]),
        hint: "Such as @acme/lux-checks, with version: next to it.",
      })
    refuseOption(values.version, document, [...path, "version"])
    const source = { kind: "npm", name: values.npm, version: values.version } as const
    return asked(source, `npm ${values.npm}`, values.version)
  }
  if (asking.origin === undefined)
    throw new LuxError("LUX-1083", "a package from elsewhere asks for a folder, which nobody else has", {
      place,
      hint: "Packages that others install ask for packages from git or npm.",
    })
  const folder = folderFrom(asking.origin, plainFolder(values.local))
  return asked({ kind: "local", path: folder }, `local ${folder}`, "")

  function asked(source: PackageSource, key: string, version: string | undefined): AskedPackage {
    return { source, key, version: version ?? "", place }
  }
}

/** What starts with a dash would be an option to git or npm. */
function refuseOption(value: string, document: YamlDocument, path: YamlPath): void {
  if (value.startsWith("-"))
    throw new LuxError("LUX-1083", `"${value}" is no such thing`, { place: document.placeOf(path) })
}

function plainFolder(written: string): string {
  return written
    .replaceAll("\\", "/")
    .replace(/^(\.\/)+/, "")
    .replace(/\/+$/, "")
}

/** A relative folder counts from anyone who names it. */
function folderFrom(origin: string, written: string): string {
  return posix.isAbsolute(written) ? written : posix.join(origin, written)
}
