/** The pages, by the first word of their address. Another kind of page is another row. */
import type { ComponentChild } from "preact"
import type { SiteIndex } from "../data.ts"
import { CheckPage } from "./check-page.tsx"
import { ColumnPage } from "./column-page.tsx"
import { ComparePage } from "./compare-page.tsx"
import { DashboardPage } from "./dashboard-page.tsx"
import { HomePage } from "./home-page.tsx"
import { LineagePage } from "./lineage-page.tsx"
import { NodeView } from "./node-page.tsx"
import { QualityPage } from "./quality-page.tsx"
import type { Route } from "./route.ts"

interface PageKind {
  /** In the bar on top; undefined: not there. */
  readonly tab?: string
  readonly isThere?: (index: SiteIndex) => boolean
  readonly draw: (index: SiteIndex, route: Route) => ComponentChild
}

export const pageKinds: Readonly<Record<string, PageKind>> = {
  "": { tab: "Overview", draw: (index, { params }) => <HomePage index={index} params={params} /> },
  node: {
    draw: (index, { words, params }) => <NodeView index={index} id={words[0] ?? ""} params={params} />,
  },
  column: {
    draw: (index, { words }) => <ColumnPage index={index} id={words[0] ?? ""} column={words[1] ?? ""} />,
  },
  dashboard: {
    tab: "Dashboards",
    isThere: ({ dashboards }) => dashboards.length > 0,
    draw: (index, { words, params }) => <DashboardPage index={index} id={words[0] ?? ""} params={params} />,
  },
  lineage: { tab: "Lineage", draw: (index, { params }) => <LineagePage index={index} params={params} /> },
  quality: {
    tab: "Quality",
    draw: (index, { words }) => <QualityPage index={index} view={words[0] ?? "now"} />,
  },
  check: { draw: (index, { words }) => <CheckPage index={index} id={words[0] ?? ""} /> },
  compare: {
    tab: "Changes",
    isThere: ({ hasComparison }) => hasComparison,
    draw: (index) => <ComparePage index={index} />,
  },
}
