export interface LegendEntry {
  readonly label: string
  readonly color: string
}

/** The colours of a chart in words. */
export function Legend({ entries }: { readonly entries: readonly LegendEntry[] }) {
  if (entries.length < 2) return null
  return (
    <ul class="chart-legend">
      {entries.map(({ label, color }) => (
        <li key={label}>
          <span class="chart-swatch" style={{ background: color }} aria-hidden="true" />
          <span dir="auto">{label}</span>
        </li>
      ))}
    </ul>
  )
}
