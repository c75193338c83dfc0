import { styleText } from "node:util"

const styles = ["bold", "dim", "red", "green", "yellow", "cyan"] as const

export type Colors = Readonly<Record<(typeof styles)[number], (text: string) => string>>

export interface ColorWishes {
  /** `--no-color` was given. */
  readonly noColor: boolean
  readonly isTerminal: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Colours for one stream: on a terminal, unless `--no-color`, `NO_COLOR` or a dumb terminal; `FORCE_COLOR` decides over the terminal (0: none). */
export function colorsFor({ noColor, isTerminal, env }: ColorWishes): Colors {
  if (noColor || isSet(env.NO_COLOR)) return plainColors
  const colored = isSet(env.FORCE_COLOR)
    ? !["0", "false"].includes(env.FORCE_COLOR ?? "")
    : isTerminal && env.TERM !== "dumb"
  return colored ? ansiColors : plainColors
}

export const plainColors: Colors = colorsBy((_, text) => text)

// Whether the stream takes colours is decided above, not by node.
const ansiColors: Colors = colorsBy((style, text) => styleText(style, text, { validateStream: false }))

function colorsBy(paint: (style: (typeof styles)[number], text: string) => string): Colors {
  const painted = (style: (typeof styles)[number]) => (text: string) => paint(style, text)
  return {
    bold: painted("bold"),
    dim: painted("dim"),
    red: painted("red"),
    green: painted("green"),
    yellow: painted("yellow"),
    cyan: painted("cyan"),
  }
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ""
}
