import picocolors from "picocolors"

export type Colors = ReturnType<typeof picocolors.createColors>

export interface ColorWishes {
  /** `--no-color` was given. */
  readonly noColor: boolean
  readonly isTerminal: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Colours for one stream: on a terminal, unless `--no-color`, `NO_COLOR` or a dumb terminal; `FORCE_COLOR` wins over no terminal. */
export function colorsFor({ noColor, isTerminal, env }: ColorWishes): Colors {
  if (noColor || isSet(env.NO_COLOR)) return plainColors
  if (isSet(env.FORCE_COLOR) && env.FORCE_COLOR !== "0") return picocolors.createColors(true)
  return picocolors.createColors(isTerminal && env.TERM !== "dumb")
}

export const plainColors: Colors = picocolors.createColors(false)

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ""
}
