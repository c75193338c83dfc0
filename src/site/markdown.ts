import markdownIt from "markdown-it"
import { masked } from "../secrets.ts"
import type { Html } from "./data.ts"
import { safeLink } from "./safe-link.ts"

const markdown = markdownIt({ html: false, linkify: false, typographer: false })
markdown.validateLink = (url) => safeLink(url) !== undefined
// A page asks no network for anything: of a picture its name is left, and the link to it.
markdown.renderer.rules["image"] = (tokens, index) => {
  const token = tokens[index]
  const link = safeLink(String(token?.attrGet("src") ?? ""))
  const text = escapeHtml(token?.content === "" ? (link ?? "") : (token?.content ?? ""))
  return link === undefined ? text : `<a href="${escapeHtml(link)}" rel="noopener noreferrer">${text}</a>`
}
markdown.renderer.rules["link_open"] = (tokens, index, options, _, renderer) => {
  tokens[index]?.attrSet("rel", "noopener noreferrer")
  return renderer.renderToken(tokens, index, options)
}

/** A description: Markdown without raw HTML, with links that only lead somewhere. */
export function markdownHtml(text: string): Html {
  // Before a secret is escaped, and looks like another text.
  return text.trim() === "" ? "" : markdown.render(masked(text))
}

/** The first sentence, as plain text. */
export function firstSentence(text: string): string {
  const plain = masked(text)
    .replace(/```[\s\S]*?```/g, " ")
    .replace(/^#+ .*$/gm, " ")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*`]+/g, "")
    .replace(/\s+/g, " ")
    .trim()
  const sentence = /^.*?[.!?](?= |$)/.exec(plain)?.[0] ?? plain
  return sentence.length > 160 ? `${sentence.slice(0, 159).trimEnd()}…` : sentence
}

export function escapeHtml(text: string): Html {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
}
