// The comment of a pull request, as Markdown.

const longest = 60_000

/**
 * `reasons`: what `lux ls --output reason` prints; `results`: of `run_results.json`; `output`: what the build printed, which is shown
 * where it failed.
 */
export function comment({ reasons, results, output, succeeded }) {
  const nodes = results.filter(({ unique_id }) => !isCheck(unique_id))
  const checks = results.filter(({ unique_id }) => isCheck(unique_id))
  const failed = checks.filter(({ status }) => status === "fail" || status === "error")
  const warned = checks.filter(({ status }) => status === "warn")
  // Tests of a modified model come with it, and are none themselves.
  const why = reasons.replaceAll(/^\S.*\n {2}unmodified\n/gm, "").trimEnd()
  const parts = [
    `### ${succeeded ? "The changed nodes build" : "The changed nodes do not build"}`,
    why === "" ? "No node is modified." : details("What is modified, and why", fenced(why, "diff")),
    ...(nodes.length === 0 ? [] : [table(["node", "status", "seconds", "rows"], nodes.map(rowOf))]),
    ...(checks.length === 0
      ? []
      : [
          `${checks.length - failed.length - warned.length} of ${checks.length} checks passed, ${warned.length} warned, ${failed.length} failed.`,
        ]),
    ...(failed.length + warned.length === 0
      ? []
      : [table(["check", "status", "rows", "message"], [...failed, ...warned].map(checkOf))]),
    ...(succeeded
      ? []
      : [details("What the build printed", fenced(output.trimEnd().slice(-20_000), "text"))]),
  ]
  const text = `${parts.join("\n\n")}\n`
  return text.length <= longest ? text : `${text.slice(0, longest)}\n\n(cut: GitHub takes no more)\n`
}

function isCheck(id) {
  return id.startsWith("test.") || id.startsWith("unit_test.")
}

function rowOf({ unique_id, status, execution_time, adapter_response }) {
  return [named(unique_id), status, execution_time.toFixed(1), adapter_response?.rows_affected ?? ""]
}

function checkOf({ unique_id, status, failures, message }) {
  return [named(unique_id), status, failures ?? "", message ?? ""]
}

function named(id) {
  return `\`${id.split(".").slice(2).join(".")}\``
}

function table(head, rows) {
  const line = (cells) =>
    `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|").replaceAll(/\s+/g, " ")).join(" | ")} |`
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")
}

function details(summary, text) {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`
}

/** Longer than any fence in the text, so that the text cannot end it. */
function fenced(text, language) {
  const fence = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)))
  return `${fence}${language}\n${text}\n${fence}`
}
