import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { parseTemplate } from "../../template/parse.ts"
import type { SourceFile } from "../../template/source-file.ts"
import { templateAt } from "../config/rendered-values.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import type { FixtureProperties, GivenProperties } from "./unit-test-schemas.ts"
import type { WrittenRows } from "./unit-test-types.ts"

/** Where rows may be kept next to the YAML. */
export interface Fixtures {
  /** Files of the folders tests/fixtures. */
  readonly files: readonly SourceFile[]
  /** A file of the project, by its path; undefined where there is none. */
  readonly read: (path: string) => SourceFile | undefined
}

interface Noting extends Fixtures {
  /** Told the path of each file that is used. */
  readonly note: (path: string) => void
}

/** Rows as they are written, in whichever way; undefined where nothing is said. Throws LUX-2463, LUX-2464 and LUX-2465. */
export function writtenRows(
  written: FixtureProperties | GivenProperties,
  document: YamlDocument,
  path: YamlPath,
  fixtures: Noting,
): WrittenRows | undefined {
  const { rows, fixture, format = "dict" } = written
  const files = "files" in written ? written.files : undefined
  const place = (...inside: YamlPath): YamlPlace => new YamlPlace(document, [...path, ...inside])
  const ways = [rows, fixture, files].filter((way) => way !== undefined)
  if (ways.length > 1)
    throw new LuxError("LUX-2463", "rows are written in two ways", {
      place: place(),
      hint: "Write one of rows, fixture and files.",
    })
  if (files !== undefined) {
    const found = files.map((path, index) => {
      const file = fixtures.read(path)
      fixtures.note(path)
      if (file !== undefined) return file
      throw new LuxError("LUX-2464", `there is no file "${path}"`, {
        place: place("files", ...(files.length > 1 ? [index] : [])),
        hint: "Paths of files start at the project's folder.",
      })
    })
    return { kind: "files", files: found, place: place("files") }
  }
  if (fixture !== undefined) return rowsOfFixture(fixture, written.format, place("fixture"), fixtures)
  if (rows === undefined) return undefined
  if (typeof rows !== "string") {
    if (format !== "dict")
      throw new LuxError("LUX-2463", `rows of format ${format} are a text, not a list`, {
        place: place("rows"),
        hint: `Write "rows: |" and the ${format} below it, or leave format out.`,
      })
    return { kind: "dict", rows, place: place("rows") }
  }
  if (format === "csv") return { kind: "csv", text: rows, place: place("rows") }
  if (format === "sql")
    return { kind: "sql", sql: templateAt(document, [...path, "rows"], rows), place: place("rows") }
  throw new LuxError("LUX-2463", "rows are a text, and nothing says of what", {
    place: place("rows"),
    hint: "Write format: csv or format: sql next to it, or a list of maps.",
  })
}

function rowsOfFixture(
  name: string,
  format: FixtureProperties["format"],
  place: YamlPlace,
  fixtures: Noting,
): WrittenRows {
  const found = fixtures.files.filter((file) => {
    const whole = file.path.slice(file.path.lastIndexOf("/") + 1)
    const [stem = "", ending] = whole.split(/\.(?=[^.]*$)/)
    return (
      whole === name || (stem === name && (format === undefined || format === "dict" || ending === format))
    )
  })
  const [file, other] = found
  if (file === undefined)
    throw new LuxError("LUX-2464", `there is no fixture "${name}"`, {
      place,
      hint:
        didYouMean(
          name,
          fixtures.files.map(({ path }) => path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "")),
        ) ?? "Fixtures are .csv and .sql files in tests/fixtures.",
    })
  if (other !== undefined)
    throw new LuxError("LUX-2464", `there are two fixtures "${name}": ${file.path} and ${other.path}`, {
      place,
      hint: "Rename one.",
    })
  fixtures.note(file.path)
  return file.path.endsWith(".sql")
    ? { kind: "sql", sql: parseTemplate(file), place }
    : { kind: "csv-file", file, place }
}
