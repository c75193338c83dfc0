import { existsSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** What the pages run and how they look: build.mjs makes them of `browser/`. */
export interface SiteAssets {
  readonly script: string
  /** What the pages of dashboards run besides. */
  readonly dashboards: string
  readonly style: string
}

let loaded: SiteAssets | undefined

/** From the bundle's folder, whether this is a part of the bundle or of the sources. */
export function siteAssets(): SiteAssets {
  loaded ??= {
    script: textOf("site.js"),
    dashboards: textOf("dashboards.js"),
    style: textOf("site.css"),
  }
  return loaded
}

function textOf(name: string): string {
  const places = [`../site/${name}`, `./site/${name}`, `../../dist/site/${name}`]
  const files = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const found = files.find((file) => existsSync(file))
  if (found === undefined) throw new Error(`${name} is not in the bundle: node build.mjs`)
  return readFileSync(found, "utf8")
}
