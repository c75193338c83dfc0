/**
 * Values that lux never shows: what it prints, logs and writes has `***` in their place. The warehouse gets the real
 * ones. Each project that is read adds the secrets of its environment; they stay hidden until the process ends.
 */

type Env = Readonly<Record<string, string | undefined>>

/** What `lux_project.yml` says about names of variables: these are secrets too, or are not secrets. */
export interface SecretNames {
  readonly secrets: readonly string[]
  readonly notSecrets: readonly string[]
}

const none: SecretNames = { secrets: [], notSecrets: [] }
const words = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL/i
/** Shorter values of `..._KEY` are names: of a column, of a sort key. */
const shortestKey = 12
/** Shorter values stand in half of all words and numbers: to hide them would hide nothing and break the rest. */
export const shortestHidden = 6

export const mask = "***"

/** Whether a variable is a secret: by its name, and for `..._KEY` by the length of its value too. */
export function isSecret(name: string, value: unknown, names: SecretNames = none): boolean {
  if (names.notSecrets.includes(name)) return false
  if (names.secrets.includes(name) || words.test(name)) return true
  return /_KEY$/i.test(name) && String(value ?? "").length >= shortestKey
}

const hidden = new Set<string>()
let pattern: RegExp | undefined

/** From now on the values of the environment's secrets are hidden. */
export function hideSecrets(env: Env, names: SecretNames = none): void {
  const before = hidden.size
  for (const [name, value] of Object.entries(env))
    if (value !== undefined && isSecret(name, value, names))
      for (const text of [value, ...value.split(/\r?\n/)]) hide(text)
  // Exempted by this project, though an earlier look at the environment hid it.
  for (const name of names.notSecrets) for (const form of formsOf(env[name] ?? "")) hidden.delete(form)
  if (hidden.size !== before || names.notSecrets.length > 0) pattern = undefined
}

/**
 * Hides what is given in `--vars` under the name of a secret. A `..._key` there is mostly a column: it is hidden where the
 * project lists it.
 */
export function hideSecretVars(vars: Readonly<Record<string, unknown>>, names: SecretNames): void {
  const texts = Object.entries(vars).filter(([name]) => isSecret(name, "", names))
  hideSecrets(Object.fromEntries(texts.map(([name, value]) => [name, textOf(value)])), {
    secrets: texts.map(([name]) => name),
    notSecrets: [],
  })
}

function textOf(value: unknown): string | undefined {
  const isCollection = Array.isArray(value) || isPlainMap(value)
  // A number with more digits than a double has is an object that prints itself.
  return value === null || isCollection ? undefined : String(value)
}

function hide(text: string): void {
  if (text.trim().length < shortestHidden) return
  for (const form of formsOf(text)) hidden.add(form)
}

/** As it is and as it stands in an SQL literal, each also as it stands in JSON, in JSON inside of JSON, and in an address. */
function formsOf(text: string): readonly string[] {
  const inJson = (each: string): string => JSON.stringify(each).slice(1, -1)
  return [text, text.replaceAll("'", "''")].flatMap((each) => [
    each,
    inJson(each),
    inJson(inJson(each)),
    encoded(each),
  ])
}

function encoded(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    // Half of a surrogate pair is in no address.
    return text
  }
}

/** The text with `***` instead of every secret. */
export function masked(text: string): string {
  if (hidden.size === 0) return text
  // The longest first: one secret may be the beginning of another.
  pattern ??= new RegExp(
    [...hidden]
      .sort((a, b) => b.length - a.length)
      .map((value) => value.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"))
      .join("|"),
    "g",
  )
  return text.replace(pattern, mask)
}

/** As `masked`, for a text that is JSON and stays it: a secret of digits is not a number that happens to be the same. Keys stay: others read documents by them. */
export function maskedJson(text: string): string {
  if (!holdsSecret(text)) return text
  return text.replace(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (found, key) =>
    key === undefined ? masked(found) : found,
  )
}

/** The value with its texts masked; keys of maps stay. */
export function maskedDeep<T>(value: T): T
export function maskedDeep(value: unknown): unknown {
  if (hidden.size === 0) return value
  if (typeof value === "string") return masked(value)
  if (Array.isArray(value)) return value.map((each) => maskedDeep(each))
  if (!isPlainMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, maskedDeep(each)]))
}

function isPlainMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

export function holdsSecret(content: string | Uint8Array): boolean {
  if (hidden.size === 0) return false
  const searched =
    typeof content === "string" ? content : Buffer.from(content.buffer, content.byteOffset, content.length)
  for (const value of hidden) if (searched.includes(value)) return true
  return false
}
