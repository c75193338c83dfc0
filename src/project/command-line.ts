import type { Project } from "./types.ts"

/** How a project was opened, as far as flags say it. */
export interface Opened {
  /** As it was written. */
  readonly projectDir?: string | undefined
  readonly target?: string | undefined
  readonly targetPath?: string | undefined
  readonly vars?: string | undefined
}

/** The flags that open a project as it was opened. */
export function openingFlags({ projectDir, target, targetPath, vars }: Opened): readonly string[] {
  const given = [
    ["--project-dir", projectDir === "." ? undefined : projectDir],
    ["--target", target],
    ["--target-path", targetPath],
    ["--vars", vars],
  ] as const
  return given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, value]))
}

/** `lux build --select +marts`, on the project as it was opened: for messages, to be pasted into a shell. */
export function luxCommand({ opening }: Pick<Project, "opening">, ...words: readonly string[]): string {
  return ["lux", ...words, ...opening].map(shellWord).join(" ")
}

/** A word as a shell has to have it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
