import { createHash } from "node:crypto"
import { type DataPart, inScript } from "./data-file.ts"
import { escapeHtml } from "./markdown.ts"

/** Nothing is asked of any network, and nothing runs but the site's own script. */
const nothingElse = "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'"

/** The page of a site that is a folder: script, style and data are files next to it. */
export function folderShell(title: string): string {
  const policy = `${nothingElse}; script-src 'self'; style-src 'self'`
  return page(title, policy, '<link rel="stylesheet" href="site.css">', '<script src="site.js"></script>')
}

/** The whole site in one page. Data stands in elements that no browser runs. */
export function singleShell(
  title: string,
  { scripts, style }: { readonly scripts: readonly string[]; readonly style: string },
  parts: readonly DataPart[],
): string {
  const inline = scripts.map((script) => script.replaceAll("</script", "<\\/script"))
  const hashes = inline.map((script) => `'${hashOf(script)}'`).join(" ")
  const policy = `${nothingElse}; script-src ${hashes}; style-src '${hashOf(style)}'`
  const data = parts.map(
    ({ name, value }) =>
      `<script type="application/json" id="data-${escapeHtml(name)}">${inScript(value)}</script>`,
  )
  return page(
    title,
    policy,
    `<style>${style}</style>`,
    [...data, ...inline.map((script) => `<script>${script}</script>`)].join("\n"),
  )
}

function page(title: string, policy: string, style: string, scripts: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
${style}
</head>
<body>
<div id="app"><p class="starting">Loading…</p></div>
<noscript>This documentation needs JavaScript. It loads nothing from any network.</noscript>
${scripts}
</body>
</html>
`
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`
}
