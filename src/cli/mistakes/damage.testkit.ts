/** For tests: seeded damage to a project's files, as a slip of the hand makes it. */

export type Files = Readonly<Record<string, string>>

/** The files after one to three slips. */
export function damaged(files: Files, random: () => number): Files {
  const broken: Record<string, string> = { ...files }
  const slips = 1 + Math.floor(random() * 3)
  for (let slip = 0; slip < slips; slip++) {
    const paths = Object.keys(broken)
    const path = paths[Math.floor(random() * paths.length)]
    const how = slipsOfTheHand[Math.floor(random() * slipsOfTheHand.length)]
    if (path !== undefined && how !== undefined) broken[path] = how(broken[path] ?? "", random, broken)
  }
  return broken
}

type Slip = (text: string, random: () => number, files: Files) => string

const odd = [
  "\0",
  "\ufeff",
  "é",
  "👍",
  "\t",
  "\r\n",
  "'",
  '"',
  "{{",
  "}}",
  "{%",
  "--",
  "/*",
  "$$",
  ": ",
  "- ",
  "&a",
  "*b",
  "!!x",
]

const slipsOfTheHand: readonly Slip[] = [
  // A few characters are gone.
  (text, random) => {
    const at = Math.floor(random() * text.length)
    return text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 12))
  },
  // A line is gone.
  (text, random) => {
    const lines = text.split("\n")
    lines.splice(Math.floor(random() * lines.length), 1)
    return lines.join("\n")
  },
  // The end is gone.
  (text, random) => text.slice(0, Math.floor(random() * text.length)),
  // Something strange is in it.
  (text, random) => {
    const at = Math.floor(random() * text.length)
    return text.slice(0, at) + (odd[Math.floor(random() * odd.length)] ?? "") + text.slice(at)
  },
  // A part is there twice.
  (text, random) => {
    const at = Math.floor(random() * text.length)
    const end = at + Math.floor(random() * 60)
    return text.slice(0, end) + text.slice(at, end) + text.slice(end)
  },
  // A part of another file got into it.
  (text, random, files) => {
    const others = Object.values(files)
    const other = others[Math.floor(random() * others.length)] ?? ""
    const from = Math.floor(random() * other.length)
    const at = Math.floor(random() * text.length)
    return text.slice(0, at) + other.slice(from, from + Math.floor(random() * 80)) + text.slice(at)
  },
]
