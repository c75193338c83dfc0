import type { Options } from "minisearch"

/** How texts are cut into words: the same when they are indexed and when somebody types. */
export const searchOptions = {
  fields: ["name", "columns", "about", "tags", "sql"],
  tokenize: (text: string) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u),
  processTerm: (term: string) => (term.length < 2 || term.length > 40 ? null : term),
} satisfies Options
