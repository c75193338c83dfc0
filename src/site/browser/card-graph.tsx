/** A small graph of cards, with the columns that matter in them: for a node's neighbours, and for the way of a column. */
import { useEffect, useRef } from "preact/hooks"
import type { SiteIndex } from "../data.ts"
import { layered } from "../layout.ts"
import { href } from "./route.ts"
import { layerColors, nodeHref } from "./ui.tsx"

export interface Card {
  /** Place of the node in the index. */
  readonly at: number
  readonly rows: readonly string[]
}

interface End {
  readonly at: number
  readonly row?: string
}

export interface CardEdge {
  readonly from: End
  readonly to: End
  readonly kind?: string
}

const gap = 56
const head = 36
const line = 26
const between = 18

export function CardGraph(props: {
  readonly index: SiteIndex
  readonly cards: readonly Card[]
  readonly edges: readonly CardEdge[]
  readonly focus: number
  readonly focusRow?: string
  readonly label: string
}) {
  const { index, cards, edges, focus, focusRow, label } = props
  const places = placesOf(index, cards, edges)
  const box = useRef<HTMLDivElement>(null)
  const focused = places[cards.findIndex(({ at }) => at === focus)]
  const middle = (focused?.x ?? 0) + (focused?.width ?? 0) / 2
  useEffect(() => {
    if (box.current !== null) box.current.scrollLeft = middle - box.current.clientWidth / 2
  }, [middle])
  const wide = Math.max(...places.map(({ x, width }) => x + width), 0) + 2
  const high = Math.max(...places.map(({ y, height }) => y + height), 0) + 2
  const placeOf = new Map(cards.map((card, at) => [card.at, places[at]]))
  const pointOf = (end: End, side: "left" | "right") => {
    const place = placeOf.get(end.at)
    const rows = cards.find(({ at }) => at === end.at)?.rows ?? []
    if (place === undefined) return { x: 0, y: 0 }
    const row = end.row === undefined ? -1 : rows.indexOf(end.row)
    return {
      x: place.x + (side === "right" ? place.width : 0),
      y: place.y + (row === -1 ? head / 2 : head + row * line + line / 2),
    }
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div class="cards scroll" role="group" tabIndex={0} aria-label={label} ref={box}>
      <svg width={wide} height={high} viewBox={`0 0 ${wide} ${high}`}>
        <title>{label}</title>
        <g>
          {edges.map((edge) => {
            const [a, b] = [pointOf(edge.from, "right"), pointOf(edge.to, "left")]
            const bend = Math.max(30, (b.x - a.x) / 2)
            return (
              <path
                key={JSON.stringify(edge)}
                class={`edge edge-${edge.kind ?? "plain"}`}
                d={`M${a.x},${a.y} C${a.x + bend},${a.y} ${b.x - bend},${b.y} ${b.x},${b.y}`}
              />
            )
          })}
        </g>
        {cards.map((card, at) => {
          const node = index.nodes[card.at]
          const place = places[at]
          if (node === undefined || place === undefined) return null
          return (
            <g key={node.id} transform={`translate(${place.x},${place.y})`}>
              <rect
                class={`card ${card.at === focus ? "card-focus" : ""}`}
                width={place.width}
                height={place.height}
                rx="6"
              />
              <rect
                class={`card-layer layer-${node.layer % layerColors}`}
                width="4"
                height={place.height}
                rx="2"
              />
              <a href={nodeHref(node)}>
                <text class="card-name" x="16" y={head / 2 + 5}>
                  {cut(node.name)}
                </text>
              </a>
              {card.rows.map((row, number) => (
                <a key={row} href={href("column", [node.id, row])}>
                  {card.at === focus && row === focusRow && (
                    <rect
                      class="card-row-focus"
                      x="8"
                      y={head + number * line}
                      width={place.width - 12}
                      height={line - 2}
                      rx="4"
                    />
                  )}
                  <text class="card-row" x="16" y={head + number * line + line / 2 + 4}>
                    {cut(row)}
                  </text>
                </a>
              ))}
            </g>
          )
        })}
      </svg>
    </div>
  )
}

interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Columns of cards from left to right, each column around the middle. */
function placesOf(index: SiteIndex, cards: readonly Card[], edges: readonly CardEdge[]): readonly Place[] {
  const numbers = new Map(cards.map(({ at }, number) => [at, number]))
  const pairs = new Map(
    edges.flatMap(({ from, to }): readonly (readonly [string, readonly [number, number]])[] => {
      const [a, b] = [numbers.get(from.at), numbers.get(to.at)]
      return a === undefined || b === undefined || a === b ? [] : [[`${a} ${b}`, [a, b]]]
    }),
  )
  const { x, y } = layered(cards.length, [...pairs.values()])
  const heights = cards.map(({ rows }) => head + rows.length * line + (rows.length > 0 ? 6 : 0))
  const columns = new Map<number, number[]>()
  for (const [number, layer] of x.entries()) columns.set(layer, [...(columns.get(layer) ?? []), number])
  const total = (column: readonly number[]): number =>
    column.reduce((sum, number) => sum + (heights[number] ?? 0) + between, -between)
  const highest = Math.max(...[...columns.values()].map(total), 0)
  const places: Place[] = []
  let left = 1
  for (const [, column] of [...columns].sort(([a], [b]) => a - b)) {
    const width = widthOf(
      index,
      column.flatMap((number) => cards[number] ?? []),
    )
    let top = (highest - total(column)) / 2
    for (const number of column.toSorted((a, b) => (y[a] ?? 0) - (y[b] ?? 0))) {
      const height = heights[number] ?? head
      places[number] = { x: left, y: top + 1, width, height }
      top += height + between
    }
    left += width + gap
  }
  return places
}

const longest = 36

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

/** As wide as the longest name needs, of a monospaced font. */
function widthOf(index: SiteIndex, cards: readonly Card[]): number {
  const names = cards.flatMap(({ at, rows }) => [index.nodes[at]?.name ?? "", ...rows])
  return Math.max(150, 34 + 7.9 * Math.max(...names.map((name) => cut(name).length), 0))
}
