/** Where the reader is: the part of the address behind `#`, which works from disk too, and is a permanent link. */
import { signal } from "@preact/signals"

export interface Route {
  /** `node`, `lineage`; empty: the start. */
  readonly page: string
  /** What stands behind it, decoded: a unique id. */
  readonly words: readonly string[]
  readonly params: URLSearchParams
}

export const route = signal(read())

window.addEventListener("hashchange", () => {
  const before = route.peek()
  route.value = read()
  const { page, words } = route.peek()
  if (before.page !== page || before.words.join("/") !== words.join("/")) window.scrollTo(0, 0)
})

export function href(
  page: string,
  words: readonly string[] = [],
  params: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams(params).toString()
  const path = [page, ...words].map(encodeURIComponent).join("/")
  return `#/${path}${query === "" ? "" : `?${query}`}`
}

export function go(to: string): void {
  location.hash = to
}

/** The same place with other parameters, without a step back to it. */
export function change(params: Readonly<Record<string, string>>): void {
  const { page, words } = route.peek()
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== ""))
  history.replaceState(null, "", href(page, words, given))
  route.value = read()
}

function read(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?")
  const [page = "", ...words] = path.split("/").map(decoded)
  return { page, words, params: new URLSearchParams(query) }
}

/** An address that somebody typed may be half of one. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
