import type { LuxError } from "../errors.ts"

export interface Annotation {
  readonly level: "error" | "warning" | "notice"
  readonly title: string
  readonly message: string
  /** Relative to the repository. */
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** Characters that are meant, from `column` on. */
  readonly length?: number | undefined
}

/** `::error file=models/x.sql,line=3,col=7,title=LUX-1201::message`: one line that GitHub shows next to the code. */
export function githubCommand(annotation: Annotation): string {
  const { level, file, line, column, length = 1, title, message } = annotation
  const properties = [
    ["file", file],
    ["line", line],
    ["col", column],
    ["endColumn", column === undefined ? undefined : column + Math.max(1, length)],
    ["title", title],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapedProperty(String(value))}`]))
  return `::${level} ${properties.join(",")}::${escapedData(message)}\n`
}

/** A known error as an annotation; `folder` is the project's, from the repository: `""` or `dbt/brands`. */
export function annotationOf(
  error: LuxError,
  level: Annotation["level"],
  folder: string,
  subject?: string,
): Annotation {
  const { code, message, hint, place } = error
  return {
    level,
    title: subject === undefined ? code : `${code} ${subject}`,
    message: hint === undefined ? message : `${message}\n${hint}`,
    file: place === undefined ? undefined : inRepository(folder, place.file),
    line: place?.line,
    column: place?.column,
    length: place?.length,
  }
}

export function inRepository(folder: string, file: string): string {
  return folder === "" ? file : `${folder}/${file}`
}

function escapedData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
}
