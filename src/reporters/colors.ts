import picocolors from "picocolors"

export type Colors = ReturnType<typeof picocolors.createColors>

export interface ColorWishes {
  /** `--no-color` was given. */
  readonly noColor: boolean
  readonly isTerminal: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Colours for one stream: on a terminal, unless `--no-color`, `NO_COLOR` or a dumb terminal; `FORCE_COLOR` decides over the terminal (0: none). */
export function colorsFor({ noColor, isTerminal, env }: ColorWishes): Colors {
  if (noColor || isSet(env.NO_COLOR)) return plainColors
  if (isSet(env.FORCE_COLOR)) return picocolors.createColors(!["0", "false"].includes(env.FORCE_COLOR ?? ""))
  return picocolors.createColors(isTerminal && env.TERM !== "dumb")
}

export const plainColors: Colors = picocolors.createColors(false)

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ""
}
