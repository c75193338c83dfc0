import { readFileSync } from "node:fs"

/** The entry of a code in docs/reference/errors.md, which comes with the package; nothing where it has none. */
export function errorHelp(code: string): string | undefined {
  const page = readFileSync(new URL("../../docs/reference/errors.md", import.meta.url), "utf8")
  const row = page.split("\n").find((line) => line.startsWith(`| ${code} |`))
  if (row === undefined) return undefined
  const [, , title = "", advice = ""] = row.split(/(?<!\\)\|/).map(plain)
  return `${code}: ${title}\n\n${advice}\n`
}

/** `lux help CODE`: prints the entry. An unknown code exits with 2, as other wrong arguments do. */
export function printErrorHelp(code: string): void {
  const entry = errorHelp(code)
  if (entry !== undefined) return void process.stdout.write(entry)
  process.stderr.write(`${code} is not a code of lux. docs/reference/errors.md lists them.\n`)
  process.exitCode = 2
}

/** A cell of a Markdown table as text: links become their words. */
function plain(cell: string): string {
  return cell
    .trim()
    .replaceAll("\\|", "|")
    .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
}
