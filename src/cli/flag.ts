/** One flag of a command, without its dashes: what the command line takes, what help says of it, what a shell completes. */
export interface Flag {
  /** `array` takes several words and may be given several times. */
  readonly type: "string" | "boolean" | "array"
  readonly describe: string
  /** The heading in help under which it stands. */
  readonly group: string
  readonly alias?: string | readonly string[]
  /** What stands for the value in help: `FOLDER`; `VALUE` by default. */
  readonly value?: string
  /** The only values that it takes. */
  readonly choices?: readonly string[]
  /** What holds when it is not given, in words. */
  readonly defaultDescription?: string
  /** False: no environment variable gives it, though flags of that name have one. */
  readonly environment?: false
}

export type Flags = Readonly<Record<string, Flag>>

export type ValuesOf<F extends Flags> = {
  readonly [Name in keyof F]?: ValueOf<F[Name]> | undefined
}

type ValueOf<F extends Flag> = F["type"] extends "boolean"
  ? boolean
  : F["type"] extends "array"
    ? readonly string[]
    : string

export function aliasesOf(flag: Flag): readonly string[] {
  return typeof flag.alias === "string" ? [flag.alias] : (flag.alias ?? [])
}

/** `--select`, `-s` */
export function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`
}
