import { type Draws, drawsOf } from "./noise.ts"
import { latin, type Script, scripts } from "./words.ts"

/** The longest caption, in UTF-16 units. Instagram itself stops at 2,200. */
export const longestCaption = 2_000

/** What a brand writes under its own post: mostly Latin, few hashtags, sometimes nothing. */
export function brandCaption(key: number, tag: string): string {
  const draws = drawsOf(key)
  if (draws.unit() < 0.03) return ""
  const script = draws.unit() < 0.9 ? latin : draws.oneOf(scripts)
  const long = draws.unit() < 0.02
  const text = sentences(draws, script, long ? longestCaption - 100 : 60 + draws.below(240))
  const named = draws.unit() < 0.85 ? [capital(tag)] : []
  return joined(draws, text, [...named, ...hashtags(draws, script, draws.below(3))])
}

/** What somebody writes who uses the tags: any script, many hashtags, all the ways in which people mistype them. */
export function taggedCaption(key: number, tags: readonly string[]): string {
  const draws = drawsOf(key)
  // The tag was in a comment, or has been edited away since.
  if (draws.unit() < 0.01) return ""
  const script = draws.oneOf(scripts)
  const long = draws.unit() < 0.01
  const text = sentences(draws, script, long ? longestCaption - 400 : draws.below(160))
  const own = tags.map((tag) => (draws.unit() < 0.25 ? draws.oneOf([capital(tag), tag.toUpperCase()]) : tag))
  const more = hashtags(draws, draws.unit() < 0.5 ? latin : script, draws.below(12))
  return joined(draws, text, [...own, ...more])
}

function sentences(draws: Draws, script: Script, length: number): string {
  let text = ""
  let last = ""
  while (text.length < length) {
    text += last + draws.oneOf(script.words)
    const chance = draws.unit()
    last =
      chance < 0.06
        ? "\n"
        : chance < 0.07
          ? "\t"
          : chance < 0.08
            ? "\r\n"
            : chance < 0.12
              ? ". "
              : script.space
  }
  return text
}

function hashtags(draws: Draws, script: Script, count: number): readonly string[] {
  return Array.from({ length: count }, () => {
    const tag = draws.oneOf(script.hashtags)
    return draws.unit() < 0.2 ? tag + draws.oneOf(latin.hashtags) : tag
  })
}

function joined(draws: Draws, text: string, tags: readonly string[]): string {
  const chance = draws.unit()
  const before = chance < 0.6 ? "\n" : chance < 0.7 ? "\n\n.\n.\n" : chance < 0.75 ? " # " : " "
  const after = draws.unit()
  const end = after < 0.03 ? " #" : after < 0.05 ? "#" : after < 0.08 ? " \n" : ""
  return text + (text === "" ? "" : before) + written(draws, tags) + end
}

/** One after another: mostly with a space between, sometimes a line, a tab, nothing, or a second `#`. */
function written(draws: Draws, tags: readonly string[]): string {
  const between = draws.oneOf([" ", " ", " ", " ", " ", "\n", "\r\n", "", "\t"])
  return tags.map((tag) => (draws.unit() < 0.02 ? `##${tag}` : `#${tag}`)).join(between)
}

function capital(tag: string): string {
  return tag.charAt(0).toUpperCase() + tag.slice(1)
}
