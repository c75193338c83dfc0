/** The script of dashboards: it draws in the site's page, which loads it when a dashboard is first opened. */
import { Dashboard } from "./dashboard.tsx"

window.luxDashboards(Dashboard)
