import { signal } from "@preact/signals"
import type { ComponentType } from "preact"
import { useEffect } from "preact/hooks"
import type { IndexDashboard, SiteIndex } from "../data.ts"
import { href } from "./route.ts"
import { Empty, Loading } from "./ui.tsx"

/** What a dashboard is drawn with. */
export interface DashboardProps {
  readonly index: SiteIndex
  readonly dashboard: IndexDashboard
  /** Its place in the index. */
  readonly at: number
  readonly params: URLSearchParams
}

declare global {
  interface Window {
    /** Called by the script of dashboards with what draws one. */
    luxDashboards: (component: ComponentType<DashboardProps>) => void
  }
}

const drawing = signal<ComponentType<DashboardProps> | undefined>(undefined)
const failed = signal(false)
let isAsked = false

window.luxDashboards = (component) => {
  drawing.value = component
}

/** A dashboard, or the list of them. Charts are drawn by a script of their own. */
export function DashboardPage(props: {
  readonly index: SiteIndex
  readonly id: string
  readonly params: URLSearchParams
}) {
  const { index, id, params } = props
  const at = index.dashboards.findIndex((each) => each.id === id || each.name === id)
  const dashboard = index.dashboards[at]
  useEffect(() => {
    document.title = `${dashboard?.title ?? "Dashboards"} · ${index.project}`
    load()
  }, [index, dashboard])
  if (id === "") return <DashboardList index={index} />
  if (dashboard === undefined)
    return (
      <Empty title="There is no such dashboard">
        <a href={href("dashboard")}>All dashboards</a>
      </Empty>
    )
  if (failed.value)
    return (
      <Empty title="The script of dashboards is missing">
        The file dashboards.js has to be next to index.html.
      </Empty>
    )
  const Drawing = drawing.value
  return Drawing === undefined ? (
    <Loading />
  ) : (
    <Drawing key={dashboard.id} {...{ index, dashboard, at, params }} />
  )
}

/** In a site of one file it is there already, behind this script. */
function load(): void {
  if (isAsked || document.getElementById("data-index") !== null) return
  isAsked = true
  const script = document.createElement("script")
  script.src = "dashboards.js"
  script.onerror = () => {
    failed.value = true
  }
  document.head.append(script)
}

function DashboardList({ index }: { readonly index: SiteIndex }) {
  return (
    <>
      <header class="page-head">
        <h1>Dashboards</h1>
      </header>
      <ul class="dashboard-list">
        {index.dashboards.map(({ id, name, title, about }) => (
          <li key={id}>
            <a class="dashboard-card" href={href("dashboard", [name])}>
              <span class="dashboard-card-title" dir="auto">
                {title}
              </span>
              <span class="dashboard-card-about" dir="auto">
                {about}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
