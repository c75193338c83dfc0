import { createHash } from "node:crypto"
import * as z from "zod"
import { LuxError } from "../../errors.ts"
import type { SourceFile } from "../../template/source-file.ts"
import { parseYaml } from "../yaml/yaml-document.ts"
import type { AskedPackage } from "./package-source.ts"

export const lockFileName = "package-lock.yml"

const locked = z.strictObject({
  /** Of the package, as its lux_project.yml says. */
  name: z.string().regex(/^[A-Za-z_]\w*$/),
  /** Where it is from, without credentials. */
  from: z.string(),
  /** The revision or range that was asked for. */
  asked: z.string().optional(),
  /** What was installed for it: a commit, a version. */
  resolved: z.string().optional(),
  /** Of the package's files; absent for a local folder, which is used as it is. */
  hash: z.string().optional(),
})

const schema = z.strictObject({ version: z.literal(1), asked: z.string(), packages: z.array(locked) })

export type LockedPackage = Readonly<z.output<typeof locked>>

/** What was installed: the same again until `lux deps --upgrade`. */
export interface Lock {
  /** Digest of everything that was asked for. */
  readonly asked: string
  /** Each after the packages that it uses itself. */
  readonly packages: readonly LockedPackage[]
}

/** Throws LUX-1081 where the file is not one that `lux deps` wrote. */
export function readLock(file: SourceFile): Lock {
  const { data } = schema.safeParse(parseYaml(file).value)
  if (data !== undefined) return data
  throw new LuxError("LUX-1081", `${lockFileName} cannot be understood`, {
    place: { file: file.path, line: 1, column: 1 },
    hint: "`lux deps --upgrade` writes it again.",
  })
}

export function lockText({ asked, packages }: Lock): string {
  const entries = packages.map((each) =>
    Object.entries(each)
      .filter(([, value]) => value !== undefined)
      .map(([key, value], index) => `${index === 0 ? "  - " : "    "}${key}: ${JSON.stringify(value)}\n`)
      .join(""),
  )
  const list = entries.length === 0 ? "packages: []\n" : `packages:\n${entries.join("")}`
  return `# Written by lux deps: which packages, to the letter. Belongs under version control.\nversion: 1\nasked: ${JSON.stringify(asked)}\n${list}`
}

/** Tells one set of demands from another. */
export function askedDigest(all: readonly AskedPackage[]): string {
  const lines = all.map(({ key, version }) => `${key} ${version}\n`).sort()
  return createHash("sha256").update(lines.join("")).digest("hex").slice(0, 16)
}
