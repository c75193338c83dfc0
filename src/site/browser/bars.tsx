import type { Status } from "../data.ts"

interface Bar {
  readonly value: number
  readonly status: Status
  readonly title: string
}

/** Small bars, the latest on the right. The table next to them says the same in words. */
export function Bars({ bars, label }: { readonly bars: readonly Bar[]; readonly label: string }) {
  const most = Math.max(...bars.map(({ value }) => value), Number.EPSILON)
  const width = 10
  return (
    <svg
      class="bars"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${bars.length * width} 40`}
      width={bars.length * width}
      height="40"
    >
      {bars.map(({ value, status, title }, at) => {
        const height = Math.max(2, (value / most) * 38)
        return (
          <rect
            key={title}
            class={`bar-${status}`}
            x={at * width}
            y={40 - height}
            width={width - 3}
            height={height}
            rx="1.5"
          >
            <title>{title}</title>
          </rect>
        )
      })}
    </svg>
  )
}
