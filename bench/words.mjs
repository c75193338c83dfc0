/**
 * Counts wordings that are hard to read, by where they are: docs, messages, comments, descriptions in YAML.
 * `node bench/words.mjs` prints the counts, `node bench/words.mjs --list` every place too.
 */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))

/** What to write instead, and what is found. */
export const patterns = [
  [
    '"must be", "is not"',
    /(?<!\bthere |\bthen )\b(?:is|are|was|were) no (?!longer|more|one|such|need|reason|other|way|use|matter|better|worse|newer|less|different)[a-z]+/gi,
  ],
  ["duplicate", /\btwo of one name\b|\bof one name\b|\bof the same name twice\b/gi],
  ["again, rebuilt", /\banew\b/gi],
  ["next to, in addition", /\bbeside\b(?!s)/gi],
  ["is in, is at", /\b(?:lies|lie)\b(?! (?:to|about)\b)/gi],
  [
    "reports, records, warns",
    /\b(?:is|are|was|were|be|been) told\b(?! (?:the|a|of|by|to|what|how|when|apart|from|at|whether|who|where|about|that|its|as)\b)/gi,
  ],
  ["fix", /\bmend(?:s|ed|ing)?\b/gi],
  ["forever", /\bfor ever\b/gi],
  ["by", /\bgoes by\b/gi],
  ["expected", /\b(?:is|are) due\b/gi],
  ["unavailable", /\b(?:cannot|can not|could not) be had\b/gi],
  ["invalid", /\b(?:value|text|name) that cannot be\b(?! [a-z]+(?:ed|t|n|d)\b)/gi],
  ["anyone who, callers", /\bwhoever\b/gi],
  ["instead of", /\bin the place of\b|\bin its place\b/gi],
  ["to", /\bso that it may\b/gi],
  ["of which, whose", /\bof what another\b|\bof which there\b/gi],
]

const rooms = [
  ["docs", (path) => /\.md$/.test(path) && !path.startsWith("src/"), (text) => text],
  ["YAML", (path) => /\.ya?ml$/.test(path), (text) => text],
  ["comments", isSource, onlyComments],
  ["messages", isSource, onlyTexts],
]

function isSource(path) {
  return /^(?:src|lambdas|infra)\/.*\.(?:ts|tsx|mjs|py)$/.test(path) && !/\.test(?:kit)?\.tsx?$/.test(path)
}

const comment = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*|(?<=^|\n)\s*#[^\n]*/g

/** Everything but comments blanked, so that lines stay. */
function onlyComments(text) {
  let last = 0
  let out = ""
  for (const match of text.matchAll(comment)) {
    out += text.slice(last, match.index).replace(/[^\n]/g, " ") + match[0]
    last = match.index + match[0].length
  }
  return out + text.slice(last).replace(/[^\n]/g, " ")
}

/** Everything but string literals of more than one word blanked. */
function onlyTexts(text) {
  const code = text.replace(comment, (found) => found.replace(/[^\n]/g, " "))
  let last = 0
  let out = ""
  for (const match of code.matchAll(/"(?:[^"\\\n]|\\.)* (?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)) {
    out += code.slice(last, match.index).replace(/[^\n]/g, " ") + match[0]
    last = match.index + match[0].length
  }
  return out + code.slice(last).replace(/[^\n]/g, " ")
}

/** Every place of every pattern. */
export function found() {
  const paths = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  }).split("\n")
  return paths.flatMap((path) =>
    rooms
      .filter(([, isIn]) => isIn(path))
      .flatMap(([room, , partOf]) => {
        const text = partOf(readFileSync(join(root, path), "utf8"))
        return patterns.flatMap(([instead, pattern]) =>
          [...text.matchAll(pattern)].map((match) => ({
            room,
            path,
            line: text.slice(0, match.index).split("\n").length,
            words: match[0],
            instead,
          })),
        )
      }),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const all = found()
  if (process.argv.includes("--list"))
    for (const { room, path, line, words, instead } of all)
      console.log(`${room} ${path}:${line} ${words} -> ${instead}`)
  const names = rooms.map(([room]) => room)
  console.log(["", ...names].map((name) => name.padEnd(10)).join(""))
  for (const [instead] of patterns)
    console.log(
      names
        .map((name) => all.filter((each) => each.room === name && each.instead === instead).length)
        .map((count) => String(count).padEnd(10))
        .join("") + instead,
    )
  for (const name of names) console.log(`${name}: ${all.filter(({ room }) => room === name).length}`)
}
