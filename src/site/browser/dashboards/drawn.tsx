import { useEffect, useRef } from "preact/hooks"
import { bindMarks, type Mark, Tip } from "./marks.ts"
import type { ChartProps } from "./tile.tsx"

interface Drawing {
  readonly svg: SVGSVGElement
  readonly marks: readonly Mark[]
}

/** Shows what a function draws, again whenever one of `of` changes. Focus stays on its mark. */
export function Drawn(props: {
  readonly label: string
  readonly marks: ChartProps["marks"]
  readonly draw: () => Drawing
  readonly of: readonly unknown[]
}) {
  const { label, marks, draw } = props
  const place = useRef<HTMLDivElement>(null)
  const tip = useRef<HTMLDivElement>(null)
  const focused = useRef<string | null>(null)
  useEffect(() => {
    if (place.current === null || tip.current === null) return undefined
    const shown = new Tip(tip.current)
    const { svg, marks: drawn } = draw()
    svg.setAttribute("role", "group")
    svg.setAttribute("aria-label", label)
    bindMarks(drawn, marks, shown)
    const within = place.current.contains(document.activeElement)
    place.current.replaceChildren(svg)
    if (within)
      drawn.find(({ element }) => element.getAttribute("aria-label") === focused.current)?.element.focus()
    return () => {
      focused.current = document.activeElement?.getAttribute("aria-label") ?? null
      shown.hide()
    }
  }, [label, marks, ...props.of])
  return (
    <div class="drawn">
      <div ref={place} />
      <div ref={tip} class="tip" role="tooltip" hidden />
    </div>
  )
}

/** A text's width, as the page writes it. */
export function textWidth(text: string, font = "12px ui-sans-serif, system-ui, sans-serif"): number {
  measuring ??= document.createElement("canvas").getContext("2d")
  if (measuring === null) return text.length * 7
  measuring.font = font
  return measuring.measureText(text).width
}

/** As many letters as there is room for; marks and tables have the whole text. */
export function cutText(text: string, room: number, font?: string): string {
  const letters = [...text].slice(0, 200)
  while (letters.length > 1 && textWidth(letters.join(""), font) > room) letters.splice(-2, 2, "…")
  return letters.join("")
}

let measuring: CanvasRenderingContext2D | null | undefined

const svgNamespace = "http://www.w3.org/2000/svg"

/** An element of SVG with attributes. What is written in it is text. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly (SVGElement | string)[] = [],
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(svgNamespace, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
  element.append(...children)
  return element
}
